import equal from 'fast-deep-equal';
import { themeTypeOf } from './chart-themes.ts';
import { cleanUp } from './clean-up.ts';
import { showError } from './error-panel.ts';
import { messageOf } from './open-app.ts';
import { EmbedError, type EmbedProps } from './props.ts';
import { findUi } from './ui-list.ts';

/** The current content of an embed: a ui, or an error panel. */
interface Shown {
  readonly element: HTMLElement;
  destroy(): Promise<void>;
}

/**
 * One embed from mount to destruction. Changes can come at any time (Qlik's element reports each attribute twice). They are
 * applied one after another; of several pending changes only the newest is applied.
 */
export class EmbedLifecycle {
  readonly #target: Element;
  #requestedProps: EmbedProps | undefined;
  #shownProps: EmbedProps | undefined;
  #shown: Shown | undefined;
  #isUpdating = false;

  constructor(target: Element, props: EmbedProps) {
    this.#target = target;
    this.#requestedProps = props;
    void this.#update();
  }

  set(props: EmbedProps): void {
    if (!this.#requestedProps) return;
    this.#requestedProps = props;
    void this.#update();
  }

  destroy(): void {
    this.#requestedProps = undefined;
    void this.#update();
  }

  async #update(): Promise<void> {
    if (this.#isUpdating) return;
    this.#isUpdating = true;
    try {
      while (!isSameConfig(this.#requestedProps, this.#shownProps)) {
        const props = this.#requestedProps;
        await this.#clear();
        this.#shownProps = props;
        if (props) this.#shown = await this.#show(props);
      }
    } finally {
      this.#isUpdating = false;
    }
  }

  async #clear(): Promise<void> {
    const shown = this.#shown;
    this.#shown = undefined;
    if (!shown) return;
    await shown.destroy();
    // Only after `destroy`: React inside the charts removes its own nodes and fails when they are already removed.
    shown.element.remove();
  }

  async #show(props: EmbedProps): Promise<Shown> {
    const element = document.createElement('div');
    // The bar gets its height when it is rendered; reserved space keeps the content below from moving.
    const height = props.ui === 'analytics/selections' ? { minHeight: '40px' } : { height: '100%' };
    Object.assign(element.style, { position: 'relative', width: '100%', ...height });
    this.#target.appendChild(element);
    try {
      const mounted = await findUi(props.ui)({
        element,
        props,
        reportRenderError: (error) => {
          reportError(props, error);
          this.#target.dispatchEvent(new CustomEvent('error', { detail: error }));
        },
      });
      // An embed that was changed or removed meanwhile is cleared next: its API is not exposed.
      if (mounted.refApi && isSameConfig(this.#requestedProps, props)) props.exposeRefApi?.(mounted.refApi);
      if (element.clientHeight === 0 && element.isConnected) {
        console.warn('qlik-embed: the embed has no height. Give the element around it one.', this.#target);
      }
      return { element, destroy: () => cleanUp([() => mounted.destroy()]) };
    } catch (error) {
      reportError(props, error);
      showError(element, error, themeTypeOf(props));
      this.#target.dispatchEvent(new CustomEvent('fatalerror', { detail: error }));
      return { element, destroy: () => Promise.resolve() };
    }
  }
}

function reportError(props: EmbedProps, error: unknown): void {
  const remedy = error instanceof EmbedError ? ` ${error.remedy}` : '';
  console.error(`qlik-embed ${props.ui ?? ''}: ${messageOf(error)}${remedy}`, error);
}

/** `exposeRefApi` is a new function each time and `style` the element's own: neither changes what is drawn. */
function isSameConfig(a: EmbedProps | undefined, b: EmbedProps | undefined): boolean {
  if (!a || !b) return a === b;
  return equal(renderedProps(a), renderedProps(b));
}

function renderedProps({
  exposeRefApi: _exposeRefApi,
  style: _style,
  class: _class,
  ...rest
}: EmbedProps): unknown {
  return rest;
}
