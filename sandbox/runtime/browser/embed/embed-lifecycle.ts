import equal from 'fast-deep-equal';
import { mountChart } from './analytics-chart.ts';
import { mountField } from './analytics-field.ts';
import { mountSelections } from './analytics-selections.ts';
import { mountSheet } from './analytics-sheet.ts';
import { showError } from './error-panel.ts';
import type { MountedUi, UiRequest } from './mounted-ui.ts';
import { leaseNebula } from './nebula-instances.ts';
import { messageOf, openApp } from './open-app.ts';
import { EmbedError, type EmbedProps } from './props.ts';

const UIS: Readonly<Record<string, (request: UiRequest) => Promise<MountedUi>>> = {
  'analytics/chart': mountChart,
  'analytics/field': mountField,
  'analytics/selections': mountSelections,
  'analytics/sheet': mountSheet,
};

/** Qlik has these; this runtime does not yet. */
const NOT_AVAILABLE = [
  'classic/app',
  'classic/chart',
  'analytics/snapshot',
  'ai/assistant',
  'ai/agentic-assistant',
];

/** The one thing an embed shows at a time: a ui, or why there is none. */
interface Shown {
  readonly element: HTMLElement;
  destroy(): Promise<void>;
}

/**
 * One embed from mount to destruction. Changes come in any rhythm (Qlik's element reports each attribute twice); they are
 * taken one after another, and of those that pile up meanwhile only the newest counts.
 */
export class EmbedLifecycle {
  readonly #target: Element;
  #wanted: EmbedProps | undefined;
  #shownProps: EmbedProps | undefined;
  #shown: Shown | undefined;
  #isWorking = false;

  constructor(target: Element, props: EmbedProps) {
    this.#target = target;
    this.#wanted = props;
    void this.#work();
  }

  set(props: EmbedProps): void {
    if (!this.#wanted) return;
    this.#wanted = props;
    void this.#work();
  }

  destroy(): void {
    this.#wanted = undefined;
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      while (!meansTheSame(this.#wanted, this.#shownProps)) {
        const props = this.#wanted;
        await this.#clear();
        this.#shownProps = props;
        if (props) this.#shown = await this.#show(props);
      }
    } finally {
      this.#isWorking = false;
    }
  }

  async #clear(): Promise<void> {
    const shown = this.#shown;
    this.#shown = undefined;
    if (!shown) return;
    await shown.destroy();
    // Only now: React inside the charts removes its own nodes first and fails when they are gone.
    shown.element.remove();
  }

  async #show(props: EmbedProps): Promise<Shown> {
    const element = document.createElement('div');
    // The bar takes its height when it is there; without room kept for it everything below would jump.
    const height = props.ui === 'analytics/selections' ? { minHeight: '40px' } : { height: '100%' };
    Object.assign(element.style, { position: 'relative', width: '100%', ...height });
    this.#target.appendChild(element);
    const cleanUps: (() => Promise<void> | void)[] = [];
    try {
      const mountUi = findUi(props.ui);
      const app = await openApp(props);
      cleanUps.unshift(() => app.close());
      const lease = leaseNebula(app.doc, props);
      cleanUps.unshift(() => lease.release());
      const mounted = await mountUi({
        element,
        props,
        app,
        nebula: lease.nebula,
        reportRenderError: (error) => reportError(props, error),
      });
      cleanUps.unshift(() => mounted.destroy());
      // An embed that was changed or removed meanwhile is about to be cleared: its API would be of no use.
      if (meansTheSame(this.#wanted, props)) props.exposeRefApi?.(mounted.refApi);
      if (element.clientHeight === 0 && element.isConnected) {
        console.warn('qlik-embed: the embed has no height. Give the element around it one.', this.#target);
      }
    } catch (error) {
      reportError(props, error);
      await cleanUp(cleanUps.splice(0));
      showError(element, error);
    }
    return { element, destroy: () => cleanUp(cleanUps) };
  }
}

function findUi(ui: string | undefined): (request: UiRequest) => Promise<MountedUi> {
  const mountUi = ui !== undefined && Object.hasOwn(UIS, ui) ? UIS[ui] : undefined;
  if (mountUi) return mountUi;
  const available = `Available: ${Object.keys(UIS).join(', ')}.`;
  if (ui && NOT_AVAILABLE.includes(ui)) {
    throw new EmbedError('ui-not-available', `ui="${ui}" is not available in the sandbox yet.`, available);
  }
  throw new EmbedError(
    'unknown-ui',
    ui ? `There is no ui "${ui}".` : 'The attribute "ui" is missing.',
    available,
  );
}

function reportError(props: EmbedProps, error: unknown): void {
  const remedy = error instanceof EmbedError ? ` ${error.remedy}` : '';
  console.error(`qlik-embed ${props.ui ?? ''}: ${messageOf(error)}${remedy}`, error);
}

/** In order, all of them: one that fails must not keep the others, or what comes after, from happening. */
async function cleanUp(steps: readonly (() => Promise<void> | void)[]): Promise<void> {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      console.error('qlik-embed: an embed could not be cleaned up.', error);
    }
  }
}

/** `exposeRefApi` is a new function each time and `style` the element's own: neither changes what is drawn. */
function meansTheSame(a: EmbedProps | undefined, b: EmbedProps | undefined): boolean {
  if (!a || !b) return a === b;
  return equal(drawn(a), drawn(b));
}

function drawn({ exposeRefApi: _exposeRefApi, style: _style, class: _class, ...rest }: EmbedProps): unknown {
  return rest;
}
