import { DOCUMENT } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { injectAppSession, injectSheets } from 'ngx-qlik/qix';
import { injectExports, type RunningExport, saveFile } from 'ngx-qlik/reports';

@Component({
  selector: 'app-exports-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" [disabled]="objects().length === 0" (click)="exportAll()">
      Export the data of each chart of the first sheet
    </button>
    @if (sheets.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="sheets.reload()">Try again</button>
      </p>
    }
    <p role="status">
      @if (sheets.hasValue()) {
        {{ objects().length === 0 ? 'This app has none' : exports.running().length + ' under way' }}
      } @else if (!sheets.error()) {
        The sheets are read …
      }
    </p>
    <ul aria-label="Exports">
      @for (each of started(); track each.running) {
        @let state = each.running.state();
        <li>
          {{ each.objectId }}: {{ state.status }}
          @if (each.running.isRunning()) {
            <progress
              [attr.aria-label]="'Export of ' + each.objectId"
              [attr.value]="each.running.progress()"
            ></progress>
            <button type="button" (click)="each.running.cancel()">Cancel</button>
          }
          @if (state.status === 'done') {
            <button type="button" (click)="save(each.running)">Save {{ state.file.name }}</button>
          } @else if (state.status === 'failed') {
            {{ state.error.message }} {{ state.error.remedy }}
          }
        </li>
      }
    </ul>
  `,
})
export class ExportsExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly page = inject(DOCUMENT);
  private readonly appSession = injectAppSession(() => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
  }));
  protected readonly sheets = injectSheets(this.appSession);
  protected readonly exports = injectExports();
  protected readonly objects = computed(() =>
    (this.sheets.value()?.at(0)?.cells ?? []).filter(({ type }) => type !== 'filterpane'),
  );
  protected readonly started = signal<
    readonly { readonly objectId: string; readonly running: RunningExport }[]
  >([]);

  protected exportAll(): void {
    const appSession = this.appSession();
    if (!appSession) return;
    this.started.set(
      this.objects().map(({ objectId }) => ({
        objectId,
        running: this.exports.start({ appSession, objectId, format: 'csv' }),
      })),
    );
  }

  /** Browsers save one file for each click. */
  protected async save({ file }: RunningExport): Promise<void> {
    saveFile(await file, this.page);
  }
}
