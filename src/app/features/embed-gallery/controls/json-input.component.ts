import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, output } from '@angular/core';
import { isRecord } from '../../../json/is-record';

/** What can be edited. */
export type JsonValue = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[];

/** Edits an object, or a list, as JSON. Invalid text stays in the field with its problem, and emits nothing. */
@Component({
  selector: 'app-json-input',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label class="field">
      {{ label() }}
      <textarea
        class="control script"
        rows="8"
        spellcheck="false"
        [attr.aria-invalid]="problem() !== ''"
        [attr.aria-describedby]="id"
        [value]="text()"
        (change)="read($event)"
      ></textarea>
    </label>
    <p class="quiet" [id]="id" role="status">{{ problem() || hint() }}</p>
  `,
  styles: `
    textarea {
      white-space: pre;
    }
    p {
      margin: 4px 0 12px;
    }
  `,
  styleUrl: './controls.scss',
})
export class JsonInputComponent {
  readonly label = input.required<string>();
  readonly hint = input.required<string>();
  readonly isList = input(false);
  readonly value = input<JsonValue>();
  readonly changed = output<JsonValue>();

  private readonly written = computed(() => JSON.stringify(this.value() ?? this.empty(), undefined, 2));
  /** Invalid text; reset by the next value. */
  private readonly wrong = linkedSignal<string, { text: string; problem: string } | undefined>({
    source: this.written,
    computation: () => undefined,
  });

  protected readonly id = `json-hint-${++idCount}`;
  protected readonly text = computed(() => this.wrong()?.text ?? this.written());
  protected readonly problem = computed(() => this.wrong()?.problem ?? '');

  private empty(): JsonValue {
    return this.isList() ? [] : {};
  }

  protected read({ target }: Event): void {
    if (!(target instanceof HTMLTextAreaElement)) return;
    const text = target.value;
    try {
      const value: unknown = JSON.parse(text);
      if (isRecord(value) === this.isList() || !isJsonValue(value)) {
        const wanted = this.isList() ? 'a list: it must begin with “[”' : 'an object: it must begin with “{”';
        this.wrong.set({ text, problem: `This is JSON but not ${wanted}.` });
        return;
      }
      this.wrong.set(undefined);
      this.changed.emit(value);
    } catch (thrown) {
      // The browser's message contains the position.
      this.wrong.set({ text, problem: `This is not JSON: ${(thrown as SyntaxError).message}` });
    }
  }
}

let idCount = 0;

/** Whether it is an object, or a list of objects. */
function isJsonValue(value: unknown): value is JsonValue {
  return isRecord(value) || (Array.isArray(value) && value.every(isRecord));
}
