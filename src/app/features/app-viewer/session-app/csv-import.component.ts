import { ChangeDetectionStrategy, Component, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { IconComponent } from '../../../ui/icon.component';
import { writeInlineLoad } from './inline-load';

const PROBLEMS = {
  empty: 'There is no data: the first line names the fields, each further line is a row.',
  bracket: 'The character ] ends an inline table. Remove it, or write the LOAD statement by hand.',
} as const;

/** Converts CSV, pasted or from a file, into a statement of a load script. */
@Component({
  selector: 'app-csv-import',
  imports: [IconComponent, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button
      mat-stroked-button
      type="button"
      aria-controls="csv-import"
      [attr.aria-expanded]="isOpen()"
      (click)="isOpen.set(!isOpen())"
    >
      Add a CSV
      <app-icon matButtonIcon iconPositionEnd name="chevron" />
    </button>
    @if (isOpen()) {
      <form id="csv-import" (submit)="add($event)">
        <label>
          A file
          <input type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" (change)="read($event)" />
        </label>
        <label>
          Or CSV text
          <textarea
            class="control script"
            rows="5"
            spellcheck="false"
            [value]="csv()"
            (input)="type($event)"
          ></textarea>
        </label>
        <div class="row">
          <button mat-stroked-button type="submit">Add to the script</button>
          @if (problem(); as text) {
            <p class="problem" role="alert">{{ text }}</p>
          }
        </div>
      </form>
    }
  `,
  styles: `
    form,
    label {
      display: grid;
      gap: 8px;
    }
    form {
      margin-top: 12px;
    }
    input {
      max-width: 100%;
    }
    .problem {
      color: var(--mat-sys-error);
    }
  `,
})
export class CsvImportComponent {
  /** A statement that loads the CSV. */
  readonly added = output<string>();

  protected readonly isOpen = signal(false);
  protected readonly csv = signal('');
  protected readonly problem = signal('');
  private table = 'Data';

  protected type({ target }: Event): void {
    if (target instanceof HTMLTextAreaElement) this.csv.set(target.value);
  }

  protected async read({ target }: Event): Promise<void> {
    const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
    if (!file) return;
    try {
      this.csv.set(await file.text());
      this.table = file.name.replace(/\.\w+$/, '');
    } catch {
      this.problem.set('The file cannot be read. Paste its text instead.');
    }
  }

  protected add(event: Event): void {
    event.preventDefault();
    const statement = writeInlineLoad(this.csv(), this.table);
    if (typeof statement !== 'string') {
      this.problem.set(PROBLEMS[statement.problem]);
      return;
    }
    this.problem.set('');
    this.csv.set('');
    this.added.emit(statement);
  }
}
