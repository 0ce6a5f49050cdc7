import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, signal } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import { injectAppSession, injectVariable, injectVariables } from 'ngx-qlik/qix';

@Component({
  selector: 'app-variables-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.aria-busy]': 'isBusy()' },
  template: `
    <label>
      Variable
      <select #choice (change)="name.set(choice.value)">
        @for (each of variables.value(); track each.id) {
          <option [value]="each.name" [selected]="each.name === name()">{{ each.name }}</option>
        } @empty {
          <option>
            {{
              variables.hasValue()
                ? 'This app has none'
                : variables.error()
                  ? '–'
                  : 'The variables are read …'
            }}
          </option>
        }
      </select>
    </label>
    <p role="status">
      {{
        variable.isLoading() && !variable.hasValue()
          ? 'The value is read …'
          : 'Its value: ' + (variable.value()?.text ?? '–')
      }}
    </p>
    <label>
      New value, or an expression with =
      <input #text [disabled]="!variable.hasValue()" [value]="variable.value()?.text ?? ''" />
    </label>
    <button type="button" [disabled]="!variable.hasValue() || isBusy()" (click)="set(text.value)">Set</button>
    @if (failure(); as error) {
      <p role="alert">{{ error.message }} {{ error.remedy }}</p>
    }
    @if (variables.error() ?? variable.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="variables.reload(); variable.reload()">Try again</button>
      </p>
    }
  `,
})
export class VariablesExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly appSession = injectAppSession(() => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
  }));
  protected readonly variables = injectVariables(this.appSession);
  /** Kept when the list is read again. */
  protected readonly name = linkedSignal(computed(() => this.variables.value()?.at(0)?.name));
  protected readonly variable = injectVariable(this.appSession, this.name);
  protected readonly failure = signal<QlikError | undefined>(undefined);
  /** Whether an answer of the engine is awaited. */
  protected readonly isBusy = signal(false);

  protected async set(text: string): Promise<void> {
    this.isBusy.set(true);
    const isNumber = text.trim() !== '' && Number.isFinite(Number(text));
    try {
      await this.variable.set(isNumber ? Number(text) : text);
      this.failure.set(undefined);
    } catch (thrown) {
      this.failure.set(toQlikError(thrown));
    } finally {
      this.isBusy.set(false);
    }
  }
}
