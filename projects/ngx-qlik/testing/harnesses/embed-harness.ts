import {
  type BaseHarnessFilters,
  ComponentHarness,
  type ComponentHarnessConstructor,
  HarnessPredicate,
  type TestElement,
} from '@angular/cdk/testing';
import { settled, ɵpausedCalls as pausedCalls, ɵrealDelay as realDelay } from 'ngx-qlik/testing';

/** The state of an embed as its user sees it. */
export type EmbedHarnessState = 'loading' | 'ready' | 'failed';

/** Filters for harnesses of embeds. Attributes are those of a mounted embed: one that has failed has none. */
export interface EmbedHarnessFilters extends BaseHarnessFilters {
  readonly state?: EmbedHarnessState;
  readonly appId?: string;
  /** The object of a chart, the sheet of `qlik-sheet`. */
  readonly objectId?: string;
}

/** How long {@link EmbedHarness.whenReady} waits for parts that are loaded lazily. */
const ATTEMPTS = 400;
/** The same while the test has paused a call: only the test itself can end that. */
const PAUSED_ATTEMPTS = 100;
const PAUSE_MS = 5;

/** What the harnesses of all embeds of `ngx-qlik/embed` can do. */
export abstract class EmbedHarness extends ComponentHarness {
  private readonly frame = this.locatorFor('qlik-embed-frame');
  private readonly cover = this.locatorForOptional('.cover');
  private readonly mounted = this.locatorForOptional('.container > *');
  private readonly retryButton = this.locatorForOptional('.failed button');

  /** `loading`, `ready` or `failed`. */
  async getState(): Promise<EmbedHarnessState> {
    const frame = await this.frame();
    if ((await frame.getAttribute('aria-busy')) === 'true') return 'loading';
    return (await this.mounted()) ? 'ready' : 'failed';
  }

  /**
   * Resolves when the embed is `ready`.
   * @throws {Error} with the text that the embed shows when it has failed, and after two seconds of loading, with the calls that the test
   * has paused
   */
  async whenReady(): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await this.forceStabilize();
      const state = await this.getState();
      if (state === 'ready') return;
      if (state === 'failed') throw new Error(`The embed has failed: ${await this.getCoverText()}`);
      await settled();
      if (attempt > PAUSED_ATTEMPTS && pausedCalls().length > 0) break;
      await realDelay(PAUSE_MS);
    }
    const paused = pausedCalls();
    throw new Error(
      paused.length > 0
        ? `The embed is still loading: the test has paused ${paused.join(', ')}. Call the function that this returned, or release the call, before whenReady().`
        : 'The embed is still loading. Is its connection signing in? The test has paused no call.',
    );
  }

  /** The text over the embed: of the loading, failed or empty template. Empty when there is none. */
  async getCoverText(): Promise<string> {
    return (await this.cover())?.text() ?? '';
  }

  /**
   * Clicks *Try again* of the default template.
   * @throws {Error} when the embed has not failed, or has a template of its own
   */
  async retry(): Promise<void> {
    const button = await this.retryButton();
    if (!button)
      throw new Error(`The embed shows no button to try again: its state is ${await this.getState()}.`);
    await button.click();
  }

  /**
   * An attribute of Qlik's element, for example `ui`, `app-id`, `object-id`, `theme`; `null` without it and while nothing is mounted.
   * @see https://qlik.dev/embed/qlik-embed
   */
  async getAttribute(name: string): Promise<string | null> {
    const element: TestElement | null = await this.mounted();
    return element ? element.getAttribute(name) : null;
  }
}

/** Returns a predicate for a kind of embed. */
export function embedPredicate<T extends EmbedHarness>(
  harness: ComponentHarnessConstructor<T>,
  options: EmbedHarnessFilters,
): HarnessPredicate<T> {
  return new HarnessPredicate(harness, options)
    .addOption('state', options.state, async (each, state) => (await each.getState()) === state)
    .addOption('app', options.appId, async (each, id) => (await each.getAttribute('app-id')) === id)
    .addOption('object', options.objectId, async (each, id) => (await each.getAttribute('object-id')) === id);
}
