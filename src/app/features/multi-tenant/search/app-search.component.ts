import { ChangeDetectionStrategy, Component, computed, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { describeProblem } from '../../../connections/describe-problem';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { SubjectDirective } from '../../../ui/subject';
import { type ConnectionAnswer, injectConnectionSearch } from './connection-search';
import { type MergedApp, mergeByName, onePerConnection } from './merged-apps';

/** An app to open in the panel of a connection. */
export interface AppToOpen {
  readonly connectionId: string;
  readonly appId: string;
}

/** Searches an app in all connections in parallel, and shows each response as it arrives. */
@Component({
  selector: 'app-app-search',
  imports: [ErrorPanelComponent, MatButton, SubjectDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './app-search.component.html',
  styleUrl: './app-search.component.scss',
})
export class AppSearchComponent {
  /** One app, or several side by side. */
  readonly opened = output<readonly AppToOpen[]>();

  protected readonly SIDES = [0, 1] as const;
  protected readonly typed = signal('');
  /** A new object for each search, also for the same text. */
  private readonly asked = signal<{ readonly text: string } | undefined>(undefined);
  protected readonly text = computed(() => this.asked()?.text);
  protected readonly search = injectConnectionSearch(
    computed(() => this.asked()?.text, { equal: () => false }),
  );
  protected readonly apps = computed(() =>
    mergeByName(this.search.answers()).map((app) => ({ ...app, pair: onePerConnection(app) })),
  );
  protected readonly waiting = computed(() =>
    this.search.answers().filter(({ status }) => status === 'waiting'),
  );
  protected readonly failed = computed(() =>
    this.search
      .answers()
      .flatMap((answer) =>
        answer.status === 'failed'
          ? [{ connection: answer.connection, problem: describeProblem(answer.error) }]
          : [],
      ),
  );
  protected readonly summary = computed(() => describeCounts(this.search.answers()));

  protected type({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.typed.set(target.value);
  }

  protected start(event: Event): void {
    event.preventDefault();
    this.asked.set({ text: this.typed().trim() });
  }

  protected openPair(event: Event, app: MergedApp): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const wanted = new FormData(event.target);
    const sides = this.SIDES.map((side) => wanted.get(`side-${side}`));
    const places = onePerConnection(app).filter(({ connection }) => sides.includes(connection.id));
    this.opened.emit(places.map(({ connection, appId }) => ({ connectionId: connection.id, appId })));
  }

  protected end(): void {
    this.asked.set(undefined);
    this.typed.set('');
  }
}

/** Describes how many connections have answered; failures are no answers. */
export function describeCounts(answers: readonly Pick<ConnectionAnswer, 'status'>[]): string {
  const count = (wanted: ConnectionAnswer['status']) =>
    answers.filter(({ status }) => status === wanted).length;
  const failed = count('failed');
  const answered = `${count('found')} of ${answers.length} connections have answered`;
  return failed === 0 ? answered : `${answered}, ${failed} failed`;
}
