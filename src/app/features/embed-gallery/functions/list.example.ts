import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, signal } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import { injectAppSession, injectFields, injectList, injectSelections } from 'ngx-qlik/qix';

@Component({
  selector: 'app-list-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.aria-busy]': 'isBusy()' },
  template: `
    <label>
      Field
      <select #choice (change)="field.set(choice.value)">
        @for (each of fields.value(); track each.name) {
          <option [value]="each.name" [selected]="each.name === field()">{{ each.name }}</option>
        } @empty {
          <option>
            {{ fields.hasValue() ? 'This app has none' : fields.error() ? '–' : 'The fields are read …' }}
          </option>
        }
      </select>
    </label>
    <label>
      Search
      <input #text (input)="act(list.search(text.value))" (keydown.enter)="act(list.acceptSearch())" />
    </label>
    <ul aria-label="Values">
      @for (value of list.firstValues().slice(0, 8); track value.elementNumber) {
        <li>
          <button
            type="button"
            [attr.aria-pressed]="value.state === 'selected'"
            (click)="act(list.select([value.elementNumber], { mode: 'toggle' }))"
          >
            {{ value.text }}
          </button>
          {{ value.state }}
        </li>
      } @empty {
        <li>
          {{
            list.hasValue()
              ? 'No value matches.'
              : list.isLoading() || fields.isLoading()
                ? 'The values are read …'
                : '–'
          }}
        </li>
      }
    </ul>
    <p role="status">
      @for (selected of selections.fields(); track selected.field) {
        {{ selected.field }}: {{ selected.count }} of {{ selected.total }} selected.
      } @empty {
        {{ selections.hasValue() ? 'Nothing is selected.' : '' }}
      }
    </p>
    <button type="button" [disabled]="!selections.canGoBack()" (click)="act(selections.back())">Undo</button>
    <button type="button" [disabled]="!selections.fields().length" (click)="act(selections.clear())">
      Clear all
    </button>
    @if (failure(); as error) {
      <p role="alert">{{ error.message }} {{ error.remedy }}</p>
    }
    @if (fields.error() ?? list.error() ?? selections.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="fields.reload(); list.reload(); selections.reload()">Try again</button>
      </p>
    }
  `,
})
export class ListExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly appSession = injectAppSession(() => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
  }));
  protected readonly fields = injectFields(this.appSession);
  /** Kept when the list is read again. */
  protected readonly field = linkedSignal(computed(() => this.fields.value()?.at(0)?.name));
  protected readonly list = injectList(this.appSession, this.field);
  protected readonly selections = injectSelections(this.appSession);
  protected readonly failure = signal<QlikError | undefined>(undefined);
  /** Whether an answer of the engine is awaited. */
  protected readonly isBusy = signal(false);

  protected async act(action: Promise<void>): Promise<void> {
    this.isBusy.set(true);
    try {
      await action;
      this.failure.set(undefined);
    } catch (thrown) {
      this.failure.set(toQlikError(thrown));
    } finally {
      this.isBusy.set(false);
    }
  }
}
