import { ChangeDetectionStrategy, Component, computed, input, type Provider } from '@angular/core';
import { type EmbedViews, type FailedEmbed, type LoadingEmbed, QLIK_EMBED_VIEWS } from 'ngx-qlik/embed';
import { describeProblem } from '../connections/describe-problem';
import { OtherUserComponent } from '../connections/other-user.component';
import { ErrorPanelComponent } from '../ui/error-panel.component';
import { SkeletonComponent } from '../ui/skeleton.component';

/** The skeleton of an embed that is loading. */
@Component({
  imports: [SkeletonComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<app-skeleton [of]="embed().ui === 'analytics/sheet' ? 'sheet' : 'chart'" />`,
  styles: `
    :host {
      display: contents;
    }
  `,
})
class LoadingEmbedComponent {
  readonly embed = input.required<LoadingEmbed>();
}

/** The error of an embed, with what the user can do about it. */
@Component({
  imports: [ErrorPanelComponent, OtherUserComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-error-panel [problem]="problem()" (retry)="embed().retry()">
      <app-other-user [connectionId]="embed().connectionId" [code]="embed().error.code" />
    </app-error-panel>
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
})
class FailedEmbedComponent {
  readonly embed = input.required<FailedEmbed>();
  protected readonly problem = computed(() => describeProblem(this.embed().error));
}

/** Provider for components and routes whose embeds look like the rest of the application while they load and when they have failed. */
export const EMBED_VIEWS: Provider = {
  provide: QLIK_EMBED_VIEWS,
  useValue: { loading: LoadingEmbedComponent, failed: FailedEmbedComponent } satisfies EmbedViews,
};
