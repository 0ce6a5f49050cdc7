import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  input,
  linkedSignal,
  output,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { injectAppChoices } from '../../connections/app-choices';
import { injectLoad, loadedValue } from '../../loading/load';
import { SkeletonComponent } from '../../ui/skeleton.component';

/** Chooses an app: from the list of the user's apps or, if there is no list, by id. */
@Component({
  selector: 'app-app-choice',
  imports: [MatButton, SkeletonComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (apps.state().status === 'loading') {
      <p role="status"><app-skeleton of="line" label="Loading the apps …" /></p>
    } @else if (listed().length > 0) {
      <label>
        App
        <select class="control" (change)="choose($event)">
          @if (!isListed()) {
            <option value="" selected>{{ appId() ?? 'Choose an app' }}</option>
          }
          @for (app of listed(); track app.id) {
            <option [value]="app.id" [selected]="app.id === appId()">{{ app.name }}</option>
          }
        </select>
      </label>
    } @else {
      <form class="row" (submit)="open($event)">
        <label>
          App id
          <input
            class="control"
            type="text"
            autocomplete="off"
            spellcheck="false"
            [value]="written()"
            (input)="type($event)"
          />
        </label>
        <button mat-stroked-button type="submit" [disabled]="written() === ''">Show it</button>
      </form>
      <p class="quiet">This user has no list of apps. Enter the id of an app.</p>
    }
  `,
  styles: `
    :host {
      display: contents;
    }
    label {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      min-width: 0;
    }
    select,
    input {
      min-width: 0;
      max-width: 100%;
    }
  `,
})
export class AppChoiceComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string | undefined>();
  readonly chosen = output<string>();

  private readonly listApps = injectAppChoices();
  /** If the list is refused, the component asks for the id. */
  protected readonly apps = injectLoad(() => this.listApps(this.connectionId()));
  protected readonly listed = computed(() => loadedValue(this.apps.state()) ?? []);
  protected readonly isListed = computed(() => this.listed().some(({ id }) => id === this.appId()));
  protected readonly written = linkedSignal(() => this.appId() ?? '');

  constructor() {
    effect(() => {
      const first = this.listed()[0];
      if (first && this.appId() === undefined) untracked(() => this.chosen.emit(first.id));
    });
  }

  protected choose({ target }: Event): void {
    if (target instanceof HTMLSelectElement && target.value !== '') this.chosen.emit(target.value);
  }

  protected type({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.written.set(target.value.trim());
  }

  protected open(event: Event): void {
    event.preventDefault();
    this.chosen.emit(this.written());
  }
}
