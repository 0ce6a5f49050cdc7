import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  Injectable,
  input,
  signal,
} from '@angular/core';
import { injectApiResource } from 'ngx-qlik/api';
import { QLIK_EMBED_DEFAULTS, QlikChartComponent } from 'ngx-qlik/embed';
import { injectAppSession, injectSheets } from 'ngx-qlik/qix';

/** Light or dark, for all embeds below the component that provides it. */
@Injectable()
class Scheme {
  readonly isDark = signal(false);
}

@Component({
  selector: 'app-themes-example',
  imports: [QlikChartComponent],
  providers: [
    Scheme,
    {
      provide: QLIK_EMBED_DEFAULTS,
      useFactory: () => {
        const scheme = inject(Scheme);
        return () => ({ theme: scheme.isDark() ? 'dark' : 'light' });
      },
    },
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label>
      <input #dark type="checkbox" (change)="scheme.isDark.set(dark.checked)" />
      Dark
    </label>
    <label>
      Theme
      <select #choice (change)="theme.set(choice.value || undefined)">
        <option value="">Light or dark, as above</option>
        @for (each of themes.value()?.data; track each.id) {
          <option [value]="each.id">{{ each.name }}</option>
        }
      </select>
    </label>
    @if (themes.error() ?? sheets.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="themes.reload(); sheets.reload()">Try again</button>
      </p>
    }
    @if (objectId(); as id) {
      <qlik-chart [connectionId]="connectionId()" [appId]="appId()" [objectId]="id" [theme]="theme()" />
    } @else if (sheets.hasValue()) {
      <p>The first sheet has no chart.</p>
    } @else if (!sheets.error()) {
      <p role="status">The sheets are read …</p>
    }
  `,
})
export class ThemesExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  protected readonly scheme = inject(Scheme);
  protected readonly theme = signal<string | undefined>(undefined);
  protected readonly themes = injectApiResource(
    () => this.connectionId(),
    (api, options) => api.getThemes(options),
  );
  protected readonly sheets = injectSheets(
    injectAppSession(() => ({ connectionId: this.connectionId(), appId: this.appId() })),
  );
  protected readonly objectId = computed(
    () =>
      this.sheets
        .value()
        ?.at(0)
        ?.cells.find(({ type }) => type !== 'filterpane')?.objectId,
  );
}
