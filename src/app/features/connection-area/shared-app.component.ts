import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';
import { QlikRest } from 'ngx-qlik/rest';
import { injectLoad, loadedValue } from '../../loading/load';
import { ProgressComponent } from '../../ui/progress.component';

/** The start page of anonymous users at a cloud tenant: the shared app. A tenant may not list it. */
@Component({
  selector: 'app-shared-app',
  imports: [MatButton, ProgressComponent, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        @if (isAnonymous()) {
          <h1>Shared app</h1>
          <p class="lead">Anonymous users of {{ connectionLabel() }} can open the shared app only.</p>
        } @else {
          <h1>App by id</h1>
          <p class="lead">{{ connectionLabel() }} makes no REST calls: apps are opened by their id.</p>
        }
      </header>
      @if (apps.state().status === 'loading') {
        <app-progress label="Loading the shared app …" />
      }
      @if (shared().length > 0) {
        <section class="card" aria-labelledby="shared-heading">
          <h2 id="shared-heading">Shared with you</h2>
          <ul>
            @for (app of shared(); track app.id) {
              <li>
                <a [routerLink]="['/connections', connectionId(), 'apps', app.resourceId ?? app.id]">{{
                  app.name
                }}</a>
                @if (app.description) {
                  <p class="quiet">{{ app.description }}</p>
                }
              </li>
            }
          </ul>
        </section>
      }
      <section class="card" aria-labelledby="by-id-heading">
        <h2 id="by-id-heading">Open an app by its id</h2>
        <p class="quiet">
          The id is in the address of the app in Qlik, after
          <code>/app/</code>.
        </p>
        <form class="row" (submit)="open($event)">
          <label for="app-id">App id</label>
          <input
            class="control"
            id="app-id"
            type="text"
            autocomplete="off"
            spellcheck="false"
            required
            [value]="appId()"
            (input)="type($event)"
          />
          <button mat-flat-button type="submit" [disabled]="appId() === ''">Open the app</button>
        </form>
      </section>
    </div>
  `,
  styles: `
    ul {
      display: grid;
      gap: 12px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    input {
      flex: 1 1 240px;
      min-width: 0;
      padding: 0 12px;
    }
  `,
})
export class SharedAppComponent {
  private readonly rest = inject(QlikRest);
  private readonly registry = inject(ConnectionRegistry);
  private readonly router = inject(Router);

  readonly connectionId = input.required<string>();

  protected readonly connectionLabel = computed(() => this.registry.get(this.connectionId()).label);
  protected readonly isAnonymous = computed(
    () => this.registry.get(this.connectionId()).auth.type === 'anonymous',
  );
  /** If the tenant refuses the list, the page asks for the id. */
  protected readonly apps = injectLoad(() =>
    this.isAnonymous() ? this.rest.items(this.connectionId(), { resourceType: 'app', limit: 10 }) : undefined,
  );
  protected readonly shared = computed(() => loadedValue(this.apps.state())?.items ?? []);
  protected readonly appId = signal('');

  protected type({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.appId.set(target.value.trim());
  }

  protected open(event: Event): void {
    event.preventDefault();
    void this.router.navigate(['/connections', this.connectionId(), 'apps', this.appId()]);
  }
}
