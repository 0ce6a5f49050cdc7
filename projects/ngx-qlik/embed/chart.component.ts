import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { type ChartColumn, toJsonAttribute, toOptionalBoolean, toPresence } from './element/embed-attributes';
import type { ChartRefApi } from './element/ref-api';
import { AppEmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * A chart: an object of the app, or a chart of `type`, `dimensions` and `measures`.
 *
 * Fills the width. Default height: 16 rem.
 *
 * @example <qlik-chart connectionId="tenant" [appId]="appId" objectId="abc" />
 */
@Component({
  selector: 'qlik-chart',
  imports: [EmbedFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: EMBED_TEMPLATE,
  styles: ':host { display: block; position: relative; height: 16rem; min-height: 6rem; }',
})
export class QlikChartComponent extends AppEmbedBase<ChartRefApi> {
  /** Id of an object of the app; required without `type`. */
  readonly objectId = input<string>();
  /** Type of a chart that is not in the app: `barchart`, `linechart` … */
  readonly type = input<string>();
  /** Fields such as `[Carrier]`, or Qlik's definitions with a label: `{ qDef: { qFieldDefs: ['[Carrier]'], qFieldLabels: ['Airline'] } }`. */
  readonly dimensions = input<readonly ChartColumn[]>();
  /**
   * Expressions that start with `=`, or Qlik's definitions with a label and a number format:
   * `{ qDef: { qDef: 'Sum(Delay)', qLabel: 'Delay', qNumFormat: { qType: 'F', qFmt: '#,##0' } } }`.
   */
  readonly measures = input<readonly ChartColumn[]>();
  /** Properties that override the defaults of the type. */
  readonly properties = input<Readonly<Record<string, unknown>>>();
  /**
   * Name of an alternate state, for a chart of {@link type} (`state-name`, and `qStateName` of its {@link properties}). An object of the app has
   * the state that its author gave it.
   */
  readonly stateName = input<string>();
  /** Whether to draw as Qlik's own client does: all chart types, extensions and themes (`preview`; Qlik Cloud, since December 2025). */
  readonly isPreview = input(undefined, { transform: toOptionalBoolean });
  /**
   * Properties that this embed shows in place of those of the object, such as `{ title: 'New title' }`. The object stays as it is
   * (`override-properties`; Qlik Cloud, since May 2026). Requires {@link isPreview}.
   */
  readonly overrideProperties = input<Readonly<Record<string, unknown>>>();

  /** {@link properties}, with the state for a runtime that ignores `state-name`. */
  private readonly ownProperties = computed(() => {
    const qStateName = this.type() && this.stateName();
    return qStateName ? { qStateName, ...this.properties() } : this.properties();
  });

  protected readonly request = computed(() =>
    this.inApp(
      'analytics/chart',
      {
        'object-id': this.objectId(),
        type: this.type(),
        dimensions: toJsonAttribute(this.dimensions()),
        measures: toJsonAttribute(this.measures()),
        properties: toJsonAttribute(this.ownProperties()),
        'state-name': this.stateName(),
        preview: toPresence(this.isPreview()),
        'override-properties:json': toJsonAttribute(this.overrideProperties()),
      },
      { objectId: this.type() ? undefined : this.objectId() },
    ),
  );
}
