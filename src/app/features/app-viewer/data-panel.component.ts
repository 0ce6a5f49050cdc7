import {
  ChangeDetectionStrategy,
  Component,
  computed,
  input,
  linkedSignal,
  output,
  signal,
} from '@angular/core';
import {
  type AppSession,
  type DimensionDefinition,
  type HypercubeDefinition,
  injectFields,
  injectMasterItems,
  type MeasureDefinition,
} from 'ngx-qlik/qix';
import { ProgressComponent } from '../../ui/progress.component';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { DataTableComponent } from './data-table/data-table.component';
import { CustomExpressionComponent } from './custom-expression.component';

/** A column to choose. The id is stable across reloads of the list. */
interface Choice<Definition> {
  readonly id: string;
  readonly label: string;
  readonly definition: Definition;
}

const MAX_COLUMNS = 20;

/** A table of dimensions and measures that the user chooses; initially the first master items. */
@Component({
  selector: 'app-data-panel',
  imports: [DataTableComponent, EmptyStateComponent, CustomExpressionComponent, ProgressComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './data-panel.component.html',
  styleUrl: './data-panel.component.scss',
})
export class DataPanelComponent {
  readonly session = input.required<AppSession | undefined>();
  /** Fills the height of the window. */
  readonly isTall = input(false);
  /** An action in progress; it may fail. */
  readonly action = output<Promise<void>>();

  private readonly library = injectMasterItems(this.session);
  private readonly fields = injectFields(this.session);

  private readonly masterItems = computed(() => {
    const state = this.library.state();
    return state.status === 'ready' ? state.value : undefined;
  });
  private readonly appFields = computed(() => {
    const state = this.fields.state();
    return state.status === 'ready' ? state.value : undefined;
  });

  /** Expressions of the user. */
  private readonly customExpressions = signal<readonly string[]>([]);

  protected readonly isLoading = computed(() => this.masterItems() === undefined);
  protected readonly dimensions = computed<readonly Choice<DimensionDefinition>[]>(() => [
    ...(this.masterItems()?.dimensions ?? []).map(({ id, title }) => ({
      id: `library:${id}`,
      label: title,
      definition: { libraryId: id },
    })),
    ...(this.appFields() ?? []).map(({ name }) => ({
      id: `field:${name}`,
      label: `${name} (field)`,
      definition: { field: name, label: name },
    })),
  ]);
  protected readonly measures = computed<readonly Choice<MeasureDefinition>[]>(() => [
    ...(this.masterItems()?.measures ?? []).map(({ id, title }) => ({
      id: `library:${id}`,
      label: title,
      definition: { libraryId: id },
    })),
    ...(this.appFields() ?? [])
      .filter(({ isNumeric }) => isNumeric)
      .map(({ name }) => ({
        id: `sum:${name}`,
        label: `Sum of ${name}`,
        definition: { expression: `Sum([${name.replaceAll(']', ']]')}])`, label: `Sum of ${name}` },
      })),
    ...this.customExpressions().map((expression) => ({
      id: toExpressionId(expression),
      label: expression,
      definition: { expression, label: expression },
    })),
  ]);

  /** The user's choice, kept while the lists reload; the first master items initially. */
  protected readonly chosenDimensions = linkedSignal<
    readonly Choice<DimensionDefinition>[],
    readonly string[]
  >({
    source: this.dimensions,
    computation: (choices, previous) => keepOrFirst(choices, previous?.value, 1),
  });
  protected readonly chosenMeasures = linkedSignal<readonly Choice<MeasureDefinition>[], readonly string[]>({
    source: this.measures,
    computation: (choices, previous) => keepOrFirst(choices, previous?.value, 2),
  });

  protected readonly definition = computed<HypercubeDefinition | undefined>(
    () => {
      const dimensions = pick(this.dimensions(), this.chosenDimensions());
      const measures = pick(this.measures(), this.chosenMeasures());
      return dimensions.length + measures.length === 0 ? undefined : { dimensions, measures };
    },
    // The lists load in parts; equal columns are the same table.
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  /** Adds an expression that the engine has checked as a column, and keeps it in the list. */
  protected addExpression(expression: string): void {
    this.customExpressions.update((own) => [...new Set([...own, expression])]);
    const id = toExpressionId(expression);
    if (!this.chosenMeasures().includes(id)) this.toggle('measure', id);
  }

  protected toggle(kind: 'dimension' | 'measure', id: string): void {
    const chosen = kind === 'dimension' ? this.chosenDimensions : this.chosenMeasures;
    chosen.update((ids) =>
      ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id].slice(0, MAX_COLUMNS),
    );
  }
}

function toExpressionId(expression: string): string {
  return `own:${expression}`;
}

function pick<Definition>(
  choices: readonly Choice<Definition>[],
  ids: readonly string[],
): readonly Definition[] {
  return ids.flatMap((id) => choices.find((each) => each.id === id)?.definition ?? []);
}

function keepOrFirst(
  choices: readonly Choice<unknown>[],
  former: readonly string[] | undefined,
  count: number,
): readonly string[] {
  // The list is empty while the app is opened again: keep the choice.
  if (former && former.length > 0) return former;
  return choices.slice(0, count).map(({ id }) => id);
}
