import { booleanAttribute, ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import type { QlikResource } from 'ngx-qlik';
import { describeProblem } from '../connections/describe-problem';
import { EmptyStateComponent } from '../ui/empty-state.component';
import { ErrorPanelComponent } from '../ui/error-panel.component';
import { ProgressComponent } from '../ui/progress.component';

/** A list of an app, of which only the state counts. */
export type ListSource = Pick<QlikResource<unknown>, 'error' | 'hasValue' | 'reload'>;

/**
 * What there is to say of one or more lists of an app: that they are being fetched, why they could not be, with *Try again*, or that they
 * are empty, with the next step in the content. Nothing while they have values.
 */
@Component({
  selector: 'app-list-state',
  imports: [EmptyStateComponent, ErrorPanelComponent, ProgressComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (problem(); as found) {
      <app-error-panel [problem]="found" (retry)="retry()" />
    } @else if (!isFetched()) {
      @if (!isQuiet() || isRetried()) {
        <app-progress [label]="'Fetching the ' + things() + ' …'" />
      }
    } @else if (empty()) {
      <app-empty-state [title]="empty()"><ng-content /></app-empty-state>
    }
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class ListStateComponent {
  readonly lists = input.required<readonly ListSource[]>();
  /** What is in the lists: *Fetching the …*, and *The … could not be fetched*. */
  readonly things = input.required<string>();
  /** The title when there is nothing in them; empty when there is something. */
  readonly empty = input<string>('');

  /** Something else is shown while they are fetched for the first time. */
  readonly isQuiet = input(false, { transform: booleanAttribute });

  protected readonly isRetried = signal(false);
  protected readonly isFetched = computed(() => this.lists().every((list) => list.hasValue()));
  protected readonly problem = computed(() => {
    const error = this.lists().flatMap((list) => list.error() ?? [])[0];
    if (!error) return undefined;
    const problem = describeProblem(error);
    return { ...problem, message: `The ${this.things()} could not be fetched.\n${problem.message}` };
  });

  protected retry(): void {
    this.isRetried.set(true);
    for (const list of this.lists()) if (list.error()) list.reload();
  }
}
