import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { type ChartColumn, toJsonAttribute } from './element/embed-attributes';
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
  /** Fields such as `[Carrier]`, or Qlik's definitions. */
  readonly dimensions = input<readonly ChartColumn[]>();
  /** Expressions that start with `=`, or Qlik's definitions. */
  readonly measures = input<readonly ChartColumn[]>();
  /** Properties that override the defaults of the type. */
  readonly properties = input<Readonly<Record<string, unknown>>>();

  protected readonly request = computed(() =>
    this.inApp(
      'analytics/chart',
      {
        'object-id': this.objectId(),
        type: this.type(),
        dimensions: toJsonAttribute(this.dimensions()),
        measures: toJsonAttribute(this.measures()),
        properties: toJsonAttribute(this.properties()),
      },
      { objectId: this.type() ? undefined : this.objectId() },
    ),
  );
}
