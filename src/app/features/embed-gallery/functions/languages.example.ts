import {
  ChangeDetectionStrategy,
  Component,
  createEnvironmentInjector,
  DestroyRef,
  EnvironmentInjector,
  inject,
  input,
  signal,
} from '@angular/core';
import { ConnectionRegistry, provideQlikMessages, QLIK_MESSAGES, QlikError } from 'ngx-qlik';
import { loadQlikLanguage } from 'ngx-qlik/languages';

const LANGUAGES = ['en', 'de', 'es', 'fr', 'ja'];

@Component({
  selector: 'app-languages-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label>
      Language
      <select #choice (change)="language.set(choice.value)">
        @for (each of languages; track each.tag) {
          <option [value]="each.tag" [selected]="each.tag === language()">{{ each.name }}</option>
        }
      </select>
    </label>
    <dl [lang]="language()">
      <dt><code>embed.loading</code></dt>
      <dd>{{ messages.text('embed.loading', 'Loading …') }}</dd>
      <dt><code>embed.retry</code></dt>
      <dd>{{ messages.text('embed.retry', 'Try again') }}</dd>
      @for (error of errors(); track error.code) {
        @let texts = messages.ofError(error);
        <dt>
          <code>{{ error.code }}</code>
        </dt>
        <dd>{{ texts.message }} {{ texts.remedy }}</dd>
      }
    </dl>
  `,
})
export class LanguagesExampleComponent {
  readonly connectionId = input.required<string>();

  private readonly connections = inject(ConnectionRegistry);
  protected readonly languages = LANGUAGES.map((tag) => ({
    tag,
    name: new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag,
  }));
  protected readonly language = signal('de');
  /** For this part of the page only. In an application: in the providers of `bootstrapApplication`. */
  private readonly environment = createEnvironmentInjector(
    [provideQlikMessages({ locale: this.language, load: loadQlikLanguage })],
    inject(EnvironmentInjector),
  );
  protected readonly messages = this.environment.get(QLIK_MESSAGES);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.environment.destroy());
  }

  protected errors(): readonly QlikError[] {
    const { id: connectionId } = this.connections.get(this.connectionId());
    return [
      new QlikError('popup-blocked', 'The browser blocked the sign-in window.', {
        remedy: 'Allow pop-up windows for this page, and sign in again.',
        connectionId,
      }),
      new QlikError('http-rate-limited', 'Qlik refuses calls for the moment.', {
        remedy: 'Try again in 30 s.',
        retryAfterSeconds: 30,
        connectionId,
      }),
    ];
  }
}
