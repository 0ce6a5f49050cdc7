import type { OutputRef, Signal, Type } from '@angular/core';
import type { QlikError } from 'ngx-qlik';
import type { ChartColumn, EmbedContext, EmbedState } from 'ngx-qlik/embed';
import type { AppLists, ListName } from './app-lists';

/** A value of one of an embed's inputs. */
export type EmbedValue =
  string | boolean | readonly ChartColumn[] | EmbedContext | Readonly<Record<string, unknown>>;

/** Values of an embed's inputs by their names; what is not there is not given. */
export type EmbedValues = Readonly<Record<string, EmbedValue | undefined>>;

/** What an input is set with. */
export type EmbedControl =
  | { readonly kind: 'text'; readonly hint?: string }
  | { readonly kind: 'choice'; readonly list: ListName; readonly isRequired?: boolean }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'columns'; readonly columns: 'dimensions' | 'measures' }
  | { readonly kind: 'interactions' }
  | { readonly kind: 'json'; readonly hint: string };

/** An input of a component of `ngx-qlik/embed`. */
export interface EmbedInput {
  /** Of the component. */
  readonly name: string;
  /** Of `<qlik-embed>`. */
  readonly attribute: string;
  readonly label: string;
  readonly control: EmbedControl;
}

/** What the gallery uses of a component of `ngx-qlik/embed`. */
export interface LiveEmbed {
  readonly state: Signal<EmbedState>;
  readonly ready: OutputRef<unknown>;
  readonly failed: OutputRef<QlikError>;
}

/** Something done wrong on purpose. */
export interface BrokenExample {
  readonly label: string;
  readonly values: EmbedValues;
  /** In the place of the app that was chosen. */
  readonly appId?: string;
}

/** Everything the gallery says about one UI of Qlik's, and how it is shown. A further UI is one more file with one of these. */
export interface EmbedUi {
  /** In the address. */
  readonly id: string;
  readonly title: string;
  /** Qlik's name of it. */
  readonly ui: string;
  readonly selector: string;
  readonly componentName: string;
  readonly component: Type<LiveEmbed>;
  /** It shows something of the tenant, not of an app. */
  readonly isWithoutApp?: boolean;
  /** Attributes of `<qlik-embed>` that the component sets whatever its inputs are. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly purpose: string;
  readonly useWhen: string;
  readonly inputs: readonly EmbedInput[];
  /** What is shown at first, chosen from what the app has. */
  readonly initialValues: (lists: AppLists) => EmbedValues;
  readonly brokenExamples: readonly BrokenExample[];
}

/** Whether a value is a chart's columns. */
export function isColumns(value: EmbedValue | undefined): value is readonly ChartColumn[] {
  return Array.isArray(value);
}
