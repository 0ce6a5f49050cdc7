import { ChangeDetectionStrategy, Component, DestroyRef, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { toQlikError } from 'ngx-qlik';
import { type AppSession, checkExpression, type ExpressionCheck } from 'ngx-qlik/qix';
import { onReconnection } from '../../app-objects/reconnection';
import { describeProblem } from '../../connections/describe-problem';

/** A measure that the user enters. The engine checks it before it becomes a column; problems are shown below. */
@Component({
  selector: 'app-custom-expression',
  imports: [MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="add($event)">
      <label for="custom-expression">Custom measure</label>
      <div class="line">
        <input
          class="control"
          id="custom-expression"
          type="text"
          autocomplete="off"
          spellcheck="false"
          placeholder="Avg([Delay])"
          aria-describedby="custom-expression-problem"
          [attr.aria-invalid]="problem() === '' ? null : true"
          [value]="text()"
          (input)="type($event)"
        />
        <button mat-stroked-button type="submit" [disabled]="text().trim() === '' || isChecking()">
          {{ isChecking() ? 'Checking …' : 'Add' }}
        </button>
      </div>
      @if (problem(); as text) {
        <p id="custom-expression-problem" class="problem" role="alert">{{ text }}</p>
      }
    </form>
  `,
  styles: `
    form {
      display: grid;
      gap: 4px;
    }
    .line {
      display: flex;
      gap: 8px;
    }
    input {
      flex: 1;
      min-width: 0;
      width: 0;
    }
    .problem {
      color: var(--mat-sys-error);
      overflow-wrap: anywhere;
    }
  `,
})
export class CustomExpressionComponent {
  readonly appSession = input.required<AppSession | undefined>();
  /** An expression that the engine has accepted. */
  readonly added = output<string>();

  protected readonly text = signal('');
  protected readonly problem = signal('');
  protected readonly isChecking = signal(false);
  /** Whether the problem is that of an interrupted connection. */
  private isInterrupted = false;
  private isDestroyed = false;

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.isDestroyed = true));
    onReconnection(this.appSession, () => {
      if (this.isInterrupted) this.problem.set('');
    });
  }

  protected type({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.text.set(target.value);
    this.problem.set('');
  }

  protected async add(event: Event): Promise<void> {
    event.preventDefault();
    const appSession = this.appSession();
    const expression = this.text().trim().replace(/^=/, '');
    if (!appSession || expression === '' || this.isChecking()) return;
    this.isChecking.set(true);
    const { text, isInterrupted } = await findProblem(appSession, expression);
    // The user has left the app, or its table.
    if (this.isDestroyed) return;
    this.problem.set(text);
    this.isInterrupted = isInterrupted;
    this.isChecking.set(false);
    if (this.problem() !== '') return;
    this.text.set('');
    this.added.emit(expression);
  }
}

async function findProblem(
  appSession: AppSession,
  expression: string,
): Promise<{ readonly text: string; readonly isInterrupted: boolean }> {
  try {
    const text = describeCheck(await checkExpression(appSession, expression));
    return { text, isInterrupted: false };
  } catch (thrown) {
    const error = toQlikError(thrown);
    const { message, remedy } = describeProblem(error);
    return { text: `${message} ${remedy}`, isInterrupted: error.code === 'session-suspended' };
  }
}

function describeCheck({ syntaxError, unknownFields }: ExpressionCheck): string {
  if (syntaxError !== undefined) return `The engine cannot read this: ${syntaxError}`;
  if (unknownFields.length === 0) return '';
  const names = unknownFields.map((name) => `“${name}”`).join(', ');
  return unknownFields.length === 1
    ? `This app has no field ${names}.`
    : `This app has none of the fields ${names}.`;
}
