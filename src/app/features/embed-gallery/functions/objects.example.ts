import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { injectAppSession, injectLayout, injectModel } from 'ngx-qlik/qix';

@Component({
  selector: 'app-objects-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (count.error() ?? model.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="count.reload(); model.reload()">Try again</button>
      </p>
    }
    <p>
      {{ key() ?? 'The key' }}: {{ count.value()?.toLocaleString() ?? '…' }} values under the present
      selections.
    </p>
    <table [attr.aria-busy]="model.isLoading()">
      <caption>
        Tables of the data model
      </caption>
      <tr>
        <th scope="col">Table</th>
        <th scope="col">Rows</th>
        <th scope="col">Fields</th>
      </tr>
      @for (table of model.value()?.tables; track table.name) {
        <tr>
          <td>{{ table.name }}</td>
          <td>{{ table.rowCount.toLocaleString() }}</td>
          <td>{{ table.fields.length }}</td>
        </tr>
      }
    </table>
  `,
})
export class ObjectsExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly appSession = injectAppSession(() => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
  }));
  protected readonly model = injectModel(this.appSession);
  protected readonly key = computed(() => this.model.value()?.tables.at(0)?.fields.at(0)?.name);
  /** An object of this component's own: the engine calculates it anew when the selections change. */
  protected readonly count = injectLayout(
    this.appSession,
    () => {
      const key = this.key();
      if (key === undefined) return undefined;
      const values = { qValueExpression: `=Count(distinct [${key}])` };
      return { properties: { qInfo: { qType: 'count' }, values } };
    },
    { read: (layout: { readonly values: number }) => layout.values },
  );
}
