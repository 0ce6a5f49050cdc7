import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { MatAnchor } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { QlikRest } from 'ngx-qlik/rest';
import { map, of } from 'rxjs';
import { describeProblem } from '../../connections/describe-problem';
import { OtherUserComponent } from '../../connections/other-user.component';
import { injectLoad } from '../../loading/load';
import { PageTitle } from '../../page/page-title';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { IconComponent } from '../../ui/icon.component';
import { ProgressComponent } from '../../ui/progress.component';
import { SpaceAppsComponent } from './space-apps.component';
import { SpaceMembersComponent } from './space-members.component';

/** The id of the user's own apps in Qlik's lists; it is not the id of a space. */
const PERSONAL = 'personal';

interface ShownSpace {
  readonly name: string;
  readonly description: string | undefined;
  readonly type: string;
}

const PERSONAL_SPACE: ShownSpace = {
  name: 'Personal space',
  description: 'Your own apps. Only you see them here.',
  type: 'personal',
};

/** One space: its description, apps and members. */
@Component({
  selector: 'app-space-page',
  imports: [
    ErrorPanelComponent,
    IconComponent,
    MatAnchor,
    OtherUserComponent,
    ProgressComponent,
    RouterLink,
    SpaceAppsComponent,
    SpaceMembersComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <a class="back-link" [routerLink]="['/connections', connectionId(), 'spaces']"
        ><app-icon name="back" /> Spaces</a
      >
      <header class="page-head">
        <h1>{{ heading() }}</h1>
        @if (shown(); as space) {
          <p class="lead">{{ space.description || 'This space has no description.' }}</p>
          <p class="quiet">Type: {{ space.type }}</p>
        }
      </header>
      @if (problem(); as found) {
        <app-error-panel
          [problem]="found.problem"
          [retryLabel]="found.isMissing ? undefined : 'Try again'"
          (retry)="space.reload()"
        >
          <a mat-stroked-button [routerLink]="['/connections', connectionId(), 'spaces']">To all spaces</a>
          <app-other-user [connectionId]="connectionId()" [code]="found.problem.code" />
        </app-error-panel>
      } @else if (shown()) {
        <app-space-apps [connectionId]="connectionId()" [spaceId]="spaceId()" />
        @if (!isPersonal()) {
          <app-space-members [connectionId]="connectionId()" [spaceId]="spaceId()" />
        }
      } @else {
        <app-progress label="Loading the space …" />
      }
    </div>
  `,
})
export class SpacePageComponent {
  private readonly rest = inject(QlikRest);

  readonly connectionId = input.required<string>();
  readonly spaceId = input.required<string>();

  protected readonly isPersonal = computed(() => this.spaceId() === PERSONAL);

  protected readonly space = injectLoad<ShownSpace>(() =>
    this.isPersonal()
      ? of(PERSONAL_SPACE)
      : this.rest
          .space(this.connectionId(), this.spaceId())
          .pipe(map(({ name, description, type }) => ({ name, description, type: type ?? 'space' }))),
  );

  protected readonly shown = computed(() => {
    const state = this.space.state();
    return state.status === 'ready' ? state.value : undefined;
  });

  protected readonly problem = computed(() => {
    const state = this.space.state();
    if (state.status !== 'failed') return undefined;
    return { problem: describeProblem(state.error), isMissing: state.error.code === 'http-not-found' };
  });

  protected readonly heading = computed(() => {
    if (this.problem()?.isMissing) return 'No such space';
    return this.shown()?.name ?? 'Space';
  });

  constructor() {
    const title = inject(PageTitle);
    effect(() => {
      const heading = this.heading();
      untracked(() => title.show(heading));
    });
  }
}
