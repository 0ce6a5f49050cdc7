import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';
import { type AppSession, type HypercubeDefinition, injectHypercube } from 'ngx-qlik/qix';

/** Numbers over all that is selected: a hypercube without dimensions has one row, with a cell for each measure. */
@Component({
  selector: 'app-key-figures',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let row = figures.firstRows().at(0);
    <dl>
      @for (column of figures.columns(); track column.index) {
        <div>
          <dt>{{ column.title }}</dt>
          <dd>{{ row?.cells?.at(column.index)?.text ?? '–' }}</dd>
        </div>
      }
    </dl>
  `,
  styles: `
    dl {
      display: flex;
      gap: 3rem;
      margin: 1rem 0;
    }
    dd {
      margin: 0;
      font-size: 1.75rem;
    }
  `,
})
export class KeyFiguresComponent {
  readonly appSession = input.required<AppSession | undefined>();

  private readonly definition = signal<HypercubeDefinition>({
    dimensions: [],
    measures: [
      { expression: 'Count([Movie ID])', label: 'Movies', format: '#,##0' },
      { expression: 'Sum([Worldwide Gross])', label: 'Worldwide gross', format: '$#,##0' },
      { expression: 'Avg([IMDB Rating])', label: 'Average IMDB rating', format: '0.0' },
    ],
  });
  protected readonly figures = injectHypercube(this.appSession, this.definition);
}
