import type { OutputRef, Signal, Type } from '@angular/core';
import type { QlikError } from 'ngx-qlik';
import type { ChartColumn, EmbedContext, EmbedState } from 'ngx-qlik/embed';
import type { AppLists, ListName } from './app-lists';
import type { SketchName } from './sketch.component';

/** The value of an input of an embed. */
export type EmbedValue =
  | string
  | boolean
  | readonly ChartColumn[]
  | EmbedContext
  | Readonly<Record<string, unknown>>;

/** Input values by name; missing inputs are not set. */
export type EmbedValues = Readonly<Record<string, EmbedValue | undefined>>;

/** The control of an input. */
type EmbedControl =
  | { readonly kind: 'text'; readonly hint?: string }
  | { readonly kind: 'choice'; readonly list: ListName; readonly isRequired?: boolean }
  | { readonly kind: 'toggle'; readonly isOnByDefault?: boolean }
  | { readonly kind: 'columns'; readonly columns: 'dimensions' | 'measures' }
  | { readonly kind: 'interactions' }
  | { readonly kind: 'json'; readonly hint: string; readonly isList?: true };

/** An input of a component of `ngx-qlik/embed`. */
export interface EmbedInput {
  /** Name of the component's input. */
  readonly name: string;
  /** Attribute of `<qlik-embed>`; `undefined` for an input whose value names attributes, or that sets none. */
  readonly attribute: string | undefined;
  /** In place of an attribute, an element of Qlik beside `<qlik-embed>`. */
  readonly element?: 'qlik-initial-selections';
  readonly label: string;
  readonly control: EmbedControl;
}

/** The part of a component's interface that the gallery uses. */
export interface LiveEmbed {
  readonly state: Signal<EmbedState>;
  readonly ready: OutputRef<unknown>;
  readonly failed: OutputRef<QlikError>;
}

/** An example with an error on purpose. */
export interface BrokenExample {
  readonly label: string;
  readonly values: EmbedValues;
  /** Replaces the chosen app. */
  readonly appId?: string;
}

/** The gallery's description of one of Qlik's UIs. Another UI is one more file with one of these. */
export interface EmbedUi {
  /** Id in the address. */
  readonly id: string;
  readonly title: string;
  /** Qlik's name of the UI. */
  readonly ui: string;
  readonly selector: string;
  readonly componentName: string;
  readonly component: Type<LiveEmbed>;
  /** It shows content of the tenant, not of an app. */
  readonly isWithoutApp?: boolean;
  /** The index shows it live, with its initial values: it draws an app of an anonymous user, and changes nothing in it. */
  readonly isOnIndex?: true;
  /** On the index, where it is not live. */
  readonly picture: SketchName;
  /** It needs the width of a sheet. */
  readonly isWide?: true;
  /** Attributes of `<qlik-embed>` that the component always sets. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly purpose: string;
  readonly useWhen: string;
  readonly inputs: readonly EmbedInput[];
  /** Returns the initial values, chosen from the app's lists. */
  readonly initialValues: (lists: AppLists) => EmbedValues;
  readonly brokenExamples: readonly BrokenExample[];
}

/** Whether a value is a list of columns. */
export function isColumns(value: EmbedValue | undefined): value is readonly ChartColumn[] {
  return Array.isArray(value);
}
