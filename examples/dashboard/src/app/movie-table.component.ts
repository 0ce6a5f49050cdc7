import { DOCUMENT } from '@angular/common';
import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import {
  type AppSession,
  type HypercubeColumn,
  type HypercubeDefinition,
  injectHypercube,
} from 'ngx-qlik/qix';
import { downloadCsv } from './download-csv';
import { readAllRows } from './read-all-rows';

const SHOWN_ROWS = 10;

/** The movies that are selected, sorted by a click on a heading; all of them as a CSV file. */
@Component({
  selector: 'app-movie-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (error(); as found) {
      <p role="alert">{{ found.message }} {{ found.remedy }}</p>
    }
    <table>
      <caption>
        {{
          table.rowCount()
        }}
        movies
        <button type="button" [disabled]="isExporting() || table.rowCount() === 0" (click)="export()">
          Export as CSV
        </button>
      </caption>
      <thead>
        <tr>
          @for (column of table.columns(); track column.index) {
            <th scope="col" [attr.aria-sort]="column.sorted ?? 'none'">
              <button type="button" (click)="sort(column)">{{ column.title }}</button>
            </th>
          }
        </tr>
      </thead>
      <tbody>
        @for (row of table.firstRows().slice(0, shownRows); track row.index) {
          <tr>
            @for (cell of row.cells; track $index) {
              <td>{{ cell.text }}</td>
            }
          </tr>
        }
      </tbody>
    </table>
  `,
})
export class MovieTableComponent {
  readonly appSession = input.required<AppSession | undefined>();
  protected readonly shownRows = SHOWN_ROWS;
  protected readonly error = signal<QlikError | undefined>(undefined);
  protected readonly isExporting = signal(false);

  private readonly document = inject(DOCUMENT);
  private readonly definition = signal<HypercubeDefinition>({
    dimensions: [
      { field: 'Title' },
      { field: '[Release Year]', label: 'Year' },
      { field: '[Major Genre]', label: 'Genre' },
    ],
    measures: [
      { expression: 'Avg([IMDB Rating])', label: 'IMDB rating', format: '0.0' },
      { expression: 'Sum([Worldwide Gross])', label: 'Worldwide gross', format: '$#,##0' },
    ],
    sort: { column: 4, direction: 'descending' },
  });
  protected readonly table = injectHypercube(this.appSession, this.definition);

  protected async sort({ index, sorted }: HypercubeColumn): Promise<void> {
    const direction = sorted === 'descending' ? 'ascending' : 'descending';
    await this.report(() => this.table.sort({ column: index, direction }));
  }

  protected async export(): Promise<void> {
    this.isExporting.set(true);
    await this.report(async () => {
      const columns = this.table.columns();
      downloadCsv(this.document, 'movies.csv', columns, await readAllRows(this.table));
    });
    this.isExporting.set(false);
  }

  private async report(work: () => Promise<void>): Promise<void> {
    this.error.set(undefined);
    try {
      await work();
    } catch (thrown) {
      this.error.set(toQlikError(thrown));
    }
  }
}
