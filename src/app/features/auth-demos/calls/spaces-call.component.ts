import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { QlikRest } from 'ngx-qlik/rest';
import { injectLoad, loadedValue } from '../../../loading/load';
import { DemoCallComponent } from './demo-call.component';

const SHOWN_SPACES = 5;

/** The first spaces that the user can see. */
@Component({
  selector: 'app-spaces-call',
  imports: [DemoCallComponent, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-demo-call
      heading="Main call: spaces"
      call="GET /api/v1/spaces"
      [state]="spaces.state()"
      (retry)="spaces.reload()"
    >
      @if (found(); as list) {
        @if (list.length > 0) {
          <ul>
            @for (space of list; track space.id) {
              <li>
                <a [routerLink]="['/connections', connectionId(), 'spaces', space.id]">{{ space.name }}</a>
                <span class="quiet"> {{ space.type }}</span>
              </li>
            }
          </ul>
          <a [routerLink]="['/connections', connectionId(), 'spaces']">All spaces</a>
        } @else {
          <p>The call worked; this user sees no space.</p>
        }
      }
    </app-demo-call>
  `,
  styles: `
    ul {
      display: grid;
      gap: 4px;
      margin: 0;
      padding-inline-start: 20px;
    }
  `,
})
export class SpacesCallComponent {
  private readonly rest = inject(QlikRest);
  readonly connectionId = input.required<string>();

  protected readonly spaces = injectLoad(() =>
    this.rest.spaces(this.connectionId(), { limit: SHOWN_SPACES, sort: 'name' }),
  );
  protected readonly found = computed(() => loadedValue(this.spaces.state())?.items);
}
