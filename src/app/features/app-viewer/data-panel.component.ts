import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  type AppSession,
  type DimensionDefinition,
  type HypercubeDefinition,
  injectFields,
  injectMasterItems,
  type MeasureDefinition,
} from 'ngx-qlik/qix';
import { ListStateComponent } from '../../app-objects/list-state.component';
import { Announcer } from '../../ui/announcer';
import { IconComponent } from '../../ui/icon.component';
import { whenIdle } from '../../ui/idle';
import { type ColumnChoice, readColumnChoice, writeColumnChoice } from './column-choice';
import { DataTableComponent } from './data-table/data-table.component';
import { CustomExpressionComponent } from './custom-expression.component';

/** A column to choose. The id is stable across reloads of the list. */
interface Choice<Definition> {
  readonly id: string;
  readonly label: string;
  readonly definition: Definition;
}

/** A list of columns to choose from. */
interface ColumnGroup {
  readonly kind: ColumnKind;
  readonly label: string;
  readonly choices: readonly Choice<unknown>[];
}

type ColumnKind = 'dimensions' | 'measures';

/** Of each kind. */
const MAX_COLUMNS = 20;

/** A table of dimensions and measures that the user chooses, stored for each app; initially the first master items. */
@Component({
  selector: 'app-data-panel',
  imports: [CustomExpressionComponent, DataTableComponent, IconComponent, ListStateComponent, MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './data-panel.component.html',
  styleUrl: './data-panel.component.scss',
  host: { '(keydown.escape)': 'closeChoices()' },
})
export class DataPanelComponent {
  readonly appSession = input.required<AppSession | undefined>();
  /** Fills the height of the window. */
  readonly isTall = input(false);
  /** An action in progress; it may fail. */
  readonly action = output<Promise<void>>();

  private readonly opener = viewChild<MatButton>('opener');
  protected readonly isChoosing = signal(false);
  private readonly announcer = inject(Announcer);
  protected readonly library = injectMasterItems(this.appSession);
  protected readonly fields = injectFields(this.appSession);

  private readonly masterItems = this.library.value;
  private readonly appFields = this.fields.value;

  private readonly app = computed(
    () => {
      const appSession = this.appSession();
      return appSession && { connectionId: appSession.connectionId, appId: appSession.appId };
    },
    { equal: (a, b) => a?.connectionId === b?.connectionId && a?.appId === b?.appId },
  );
  /** The user's choice in this app; `undefined` until there is one. */
  private readonly choice = linkedSignal<ColumnChoice | undefined>(() => {
    const app = this.app();
    return app && readColumnChoice(app);
  });

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
    ...(this.choice()?.expressions ?? []).map((expression) => ({
      id: toExpressionId(expression),
      label: expression,
      definition: { expression, label: expression },
    })),
  ]);

  private readonly areListsLoaded = computed(
    () => this.masterItems() !== undefined && this.fields.state().status !== 'loading',
  );
  /** The first master items, or fields; kept while the lists reload. */
  private readonly initial = linkedSignal<
    readonly [boolean, readonly string[], readonly string[]],
    ColumnChoice
  >({
    source: () => [this.areListsLoaded(), idsOf(this.dimensions()), idsOf(this.measures())],
    computation: ([isLoaded, dimensions, measures], previous) =>
      !isLoaded && previous
        ? previous.value
        : { dimensions: dimensions.slice(0, 1), measures: measures.slice(0, 2), expressions: [] },
  });
  /** The ids of the ticked columns. */
  private readonly chosen = computed<ColumnChoice>(() => {
    const choice = this.choice();
    // The app may have lost all columns of a stored choice.
    const isUsable = choice && (!this.areListsLoaded() || this.countOf(choice) > 0);
    return isUsable ? choice : this.initial();
  });
  protected readonly groups = computed<readonly ColumnGroup[]>(() => [
    { kind: 'dimensions', label: 'Dimensions', choices: this.dimensions() },
    { kind: 'measures', label: 'Measures', choices: this.measures() },
  ]);
  /** Why some columns cannot be added or removed now. */
  protected readonly rule = computed(() => {
    const all = this.groups().flatMap(({ kind, choices }) =>
      choices.map(({ id, label }) => ({ kind, id, label })),
    );
    const last = all.find(({ kind, id }) => this.isLast(kind, id));
    if (last) return `A table needs a column: choose another one before you remove “${last.label}”.`;
    const full = this.groups().filter(({ kind }) => this.isFull(kind));
    return full.length === 0
      ? ''
      : `A table has at most ${MAX_COLUMNS} ${full.map(({ kind }) => kind).join(' and ')}: remove one before you add another.`;
  });

  protected readonly definition = computed<HypercubeDefinition | undefined>(
    () => {
      const dimensions = pick(this.dimensions(), this.chosen().dimensions);
      const measures = pick(this.measures(), this.chosen().measures);
      return dimensions.length + measures.length === 0 ? undefined : { dimensions, measures };
    },
    // The lists load in parts; equal columns are the same table.
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  constructor() {
    // The first comparison of texts takes 7 ms, and the lists are sorted as soon as they are there.
    whenIdle(() => 'a'.localeCompare('b'));
  }

  protected isChosen(kind: ColumnKind, id: string): boolean {
    return this.chosen()[kind].includes(id);
  }

  /** Whether the rule forbids a change of the column. */
  protected isFixed(kind: ColumnKind, id: string): boolean {
    return this.isLast(kind, id) || (this.isFull(kind) && !this.isChosen(kind, id));
  }

  /** Adds an expression that the engine has checked as a column, and keeps it in the list. */
  protected addExpression(expression: string): void {
    const { expressions, ...chosen } = this.chosen();
    const own = [...new Set([...expressions, ...(this.choice()?.expressions ?? []), expression])];
    this.choose({ ...chosen, expressions: own });
    const id = toExpressionId(expression);
    if (!this.isChosen('measures', id)) this.toggle('measures', id);
  }

  protected toggle(kind: ColumnKind, id: string): void {
    if (this.isFixed(kind, id)) return;
    const chosen = this.chosen();
    const ids = chosen[kind];
    this.choose({
      ...chosen,
      [kind]: ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id],
    });
    if (this.rule() !== '') this.announcer.announce(this.rule());
  }

  /** The control stays focusable, so that a screen reader tells the rule. */
  protected keepFixed(event: Event, kind: ColumnKind, id: string): void {
    if (!this.isFixed(kind, id)) return;
    event.preventDefault();
    this.announcer.announce(this.rule());
  }

  private isLast(kind: ColumnKind, id: string): boolean {
    return this.isChosen(kind, id) && this.countOf(this.chosen()) === 1;
  }

  private isFull(kind: ColumnKind): boolean {
    return this.chosen()[kind].length >= MAX_COLUMNS;
  }

  private countOf(choice: ColumnChoice): number {
    return pick(this.dimensions(), choice.dimensions).length + pick(this.measures(), choice.measures).length;
  }

  private choose(choice: ColumnChoice): void {
    this.choice.set(choice);
    const app = this.app();
    if (app) writeColumnChoice(app, choice);
  }

  /** Closes the choice of columns, which covers the table, and gives the focus to what opens it. */
  protected closeChoices(): void {
    if (!this.isChoosing()) return;
    this.isChoosing.set(false);
    this.opener()?.focus(null);
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

function idsOf(choices: readonly Choice<unknown>[]): readonly string[] {
  return choices.map(({ id }) => id);
}
