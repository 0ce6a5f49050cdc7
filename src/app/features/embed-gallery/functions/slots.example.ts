import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from '@angular/core';
import {
  QlikChartComponent,
  QlikEmptyDirective,
  QlikFailedDirective,
  QlikLoadingDirective,
} from 'ngx-qlik/embed';
import { injectAppSession, injectSheets } from 'ngx-qlik/qix';

@Component({
  selector: 'app-slots-example',
  imports: [QlikChartComponent, QlikEmptyDirective, QlikFailedDirective, QlikLoadingDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label>
      Object
      <select #choice (change)="objectId.set(choice.value)">
        @for (each of objects(); track each) {
          <option [value]="each" [selected]="each === objectId()">{{ each }}</option>
        } @empty {
          <option>
            {{ sheets.hasValue() ? 'This app has none' : sheets.error() ? '–' : 'The sheets are read …' }}
          </option>
        }
      </select>
    </label>
    @if (sheets.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="sheets.reload()">Try again</button>
      </p>
    }
    @if (objectId(); as id) {
      <qlik-chart [connectionId]="connectionId()" [appId]="appId()" [objectId]="id">
        <ng-template qlikLoading><p>One moment, the chart is on its way …</p></ng-template>
        <ng-template qlikEmpty let-reason>
          <p>{{ reason === 'condition' ? 'Select less.' : 'Nothing is left under these selections.' }}</p>
        </ng-template>
        <ng-template qlikFailed let-error let-retry="retry">
          <p role="alert">This chart is not there. Qlik says: {{ error.message }}</p>
          <button type="button" (click)="retry()">Try again</button>
          <button type="button" (click)="objectId.set(objects()[0])">Show another one</button>
        </ng-template>
      </qlik-chart>
    }
  `,
})
export class SlotsExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  protected readonly sheets = injectSheets(
    injectAppSession(() => ({ connectionId: this.connectionId(), appId: this.appId() })),
  );
  /** The charts of the first sheet, and one that is not in the app. */
  protected readonly objects = computed(() => {
    const cells = this.sheets.value()?.at(0)?.cells ?? [];
    const charts = cells.filter(({ type }) => type !== 'filterpane').map(({ objectId }) => objectId);
    return charts.length === 0 ? [] : [...charts, 'no-such-object'];
  });
  /** Kept when the list is read again. */
  protected readonly objectId = linkedSignal(computed(() => this.objects().at(-1)));
}
