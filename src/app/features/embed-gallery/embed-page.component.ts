import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ConnectionRegistry, QlikAuthService, type QlikConnection } from 'ngx-qlik';
import { hasCloudApi } from '../../connections/auth-type-facts';
import { findReason, isSignedIn } from '../../connections/connection-status';
import { ConnectionStatusComponent } from '../../connections/connection-status.component';
import { CurrentConnection } from '../../connections/current-connection';
import { describeProblem } from '../../connections/describe-problem';
import { RetryNoticeComponent } from '../../connections/retry-notice.component';
import { SignInOfferComponent } from '../../connections/sign-in-offer.component';
import { PageTitle } from '../../page/page-title';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { IconComponent } from '../../ui/icon.component';
import { KeepFocusDirective } from '../../ui/keep-focus.directive';
import { AppChoiceComponent } from './app-choice.component';
import { EmbedPlaygroundComponent } from './embed-playground.component';
import { FunctionExampleComponent } from './functions/function-example.component';
import { findPage, isEmbedUi } from './gallery-pages';

/** A page of the gallery, live with a connection and an app that are chosen here and kept in the address. */
@Component({
  selector: 'app-embed-page',
  imports: [
    AppChoiceComponent,
    ConnectionStatusComponent,
    EmbedPlaygroundComponent,
    EmptyStateComponent,
    ErrorPanelComponent,
    FunctionExampleComponent,
    IconComponent,
    KeepFocusDirective,
    RetryNoticeComponent,
    RouterLink,
    SignInOfferComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './embed-page.component.html',
  styleUrl: './embed-page.component.scss',
})
export class EmbedPageComponent {
  private readonly registry = inject(ConnectionRegistry);
  private readonly auth = inject(QlikAuthService);
  private readonly current = inject(CurrentConnection);
  private readonly router = inject(Router);
  private readonly pageTitle = inject(PageTitle);

  /** Route and query parameters. */
  readonly uiId = input.required<string>();
  readonly connection = input<string>();
  readonly app = input<string>();

  protected readonly page = computed(() => findPage(this.uiId()));
  protected readonly ui = computed(() => {
    const page = this.page();
    return page && isEmbedUi(page) ? page : undefined;
  });
  protected readonly functions = computed(() => {
    const page = this.page();
    return page && !isEmbedUi(page) ? page : undefined;
  });
  protected readonly connections = computed(() => {
    const fits = this.functions()?.isCloudOnly ? hasCloudApi : canEmbed;
    return this.registry.connections().filter(fits);
  });
  protected readonly chosen = computed(() => {
    const connections = this.connections();
    const wanted = [this.connection(), this.current.connection()?.id];
    return wanted.flatMap((id) => connections.find((each) => each.id === id) ?? [])[0] ?? connections[0];
  });
  protected readonly problem = computed(() => {
    const chosen = this.chosen();
    const reason = chosen && findReason(this.auth.state(chosen.id)());
    return reason && describeProblem(reason);
  });
  /** At most one. A new sign-in gets a new key, so that the components of the former user are destroyed. */
  protected readonly signIns = computed(() => {
    const chosen = this.chosen();
    if (!chosen) return [];
    const connectionSession = this.auth.connectionSession(chosen.id);
    return isSignedIn(connectionSession.state())
      ? [{ connection: chosen, key: `${chosen.id} ${connectionSession.epoch()}` }]
      : [];
  });

  constructor() {
    effect(() => this.pageTitle.show(this.page()?.title ?? 'No such page'));
    // The toolbar shows the connection of this page.
    effect(() => {
      const id = this.chosen()?.id;
      if (id !== undefined) this.current.choose(id);
    });
  }

  protected chooseConnection({ target }: Event): void {
    if (target instanceof HTMLSelectElement) this.goTo({ connection: target.value, app: null });
  }

  protected chooseApp(app: string): void {
    this.goTo({ app });
  }

  private goTo(queryParams: Readonly<Record<string, string | null>>): void {
    const connection = this.chosen()?.id;
    void this.router.navigate([], {
      queryParams: { connection, ...queryParams },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}

/** Whether the connection can show embeds: the bundled runtime has none, and `noauth` makes no calls. */
function canEmbed({ auth, runtime }: QlikConnection): boolean {
  return runtime?.bundled !== true && auth.type !== 'noauth';
}
