import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { type ChartColumn, toJsonAttribute } from './element/embed-attributes';
import type { ChartRefApi } from './element/ref-api';
import { AppEmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * A chart: one of the app's objects, or one made here from `type`, `dimensions` and `measures`.
 *
 * It fills the width and is 16 rem high unless a style says otherwise.
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
  /** An object of the app; without it, `type` is needed. */
  readonly objectId = input<string>();
  /** For a chart that is not in the app: `barchart`, `linechart` … */
  readonly type = input<string>();
  /** Fields, as `[Carrier]` or Qlik's own definitions. */
  readonly dimensions = input<readonly ChartColumn[]>();
  /** Expressions that begin with `=`, or Qlik's own definitions. */
  readonly measures = input<readonly ChartColumn[]>();
  /** What differs from the defaults of that type. */
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
