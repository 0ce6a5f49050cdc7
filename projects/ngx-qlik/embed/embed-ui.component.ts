import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { InitialAppState } from 'ngx-qlik/qix';
import type { EmbedAttributes, EmbedUi } from './element/embed-attributes';
import { EmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';
import { ANY_CONTENT } from './frame/embed-request';

/** Value of an attribute; `undefined` is not set. Objects and arrays become JSON. */
export type EmbedAttributeValue = string | number | boolean | object | undefined;

/**
 * Any UI of Qlik by name and attributes: for UIs and attributes that this version does not know. Default height: 24 rem.
 *
 * Prefer the component of the UI where there is one. `ready` emits the UI's API, or before it, with the first content, an API of the app's
 * session (`getDoc()`), or `undefined` without an app.
 *
 * @example <qlik-embed-ui connectionId="tenant" ui="analytics/new" [appId]="appId" [attributes]="{ 'object-id': 'abc' }" />
 */
@Component({
  selector: 'qlik-embed-ui',
  imports: [EmbedFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: EMBED_TEMPLATE,
  styles: ':host { display: block; position: relative; height: 24rem; min-height: 6rem; }',
})
export class QlikEmbedUiComponent extends EmbedBase<unknown> {
  /** Qlik's name of the UI. */
  readonly ui = input.required<EmbedUi | (string & Record<never, never>)>();
  /** Id of the app to open; absent for a UI without an app. */
  readonly appId = input<string>();
  /** Name of a separate session of the same user, with its own selections. */
  readonly identity = input<string>();
  /** What the app begins with, before the embed shows it. Applied once for each opened app. */
  readonly initialState = input<InitialAppState>();
  /**
   * Attributes by Qlik's names. An object or array gets the type `:json`, unless its name has a type: `context` is set as `context:json`.
   * Other values are set as texts; for a number or boolean in Qlik's code, give the type: `'dense:boolean': true`. Default of `language`, and of
   * `theme` or, for an assistant, `appearance`: that of {@link QLIK_EMBED_DEFAULTS}.
   */
  readonly attributes = input<Readonly<Record<string, EmbedAttributeValue>>>({});

  protected readonly request = computed(() => {
    const appId = this.appId();
    const ui = this.ui();
    const { theme, language, appearance } = this.defaults();
    const defaults = { language, ...(ui.startsWith('ai/') ? { appearance } : { theme }) };
    return this.toRequest(ui, toAttributes({ ...defaults, ...this.attributes() }), {
      ...(appId !== undefined && { appId }),
      identity: this.identity(),
      initialState: this.initialState(),
      sign: ANY_CONTENT,
    });
  });
}

function toAttributes(values: Readonly<Record<string, EmbedAttributeValue>>): EmbedAttributes {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value !== 'object') return [name, value?.toString()];
      // Qlik's two forms of a typed name: `a:json`, and `a___json` for environments that forbid `:`.
      return [/:|___/.test(name) ? name : `${name}:json`, JSON.stringify(value)];
    }),
  );
}
