import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { ConnectionRegistry, QlikAuthService, type QlikConnection } from 'ngx-qlik';
import { signsInSilently } from '../../connections/auth-type-facts';
import { isSignedIn } from '../../connections/connection-status';
import { injectOpenApp } from '../../connections/open-app';
import { PLATFORM_NAMES } from '../../connections/platform-names';
import { SignIn } from '../../connections/sign-in';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { PanelFrameComponent } from './panel/panel-frame.component';
import { SelectionRepeater } from './panel/selection-repeater';
import {
  findUnknown,
  type PanelChoice,
  readPanels,
  togglePanel,
  withApp,
  writePanels,
} from './panel-addresses';
import { AppSearchComponent, type AppToOpen } from './search/app-search.component';

const PLATFORMS = ['cloud', 'client-managed'] as const;

/** Several connections on one page, each in an isolated panel. */
@Component({
  selector: 'app-multi-tenant-page',
  imports: [AppSearchComponent, EmptyStateComponent, MatButton, PanelFrameComponent],
  providers: [SelectionRepeater],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './multi-tenant-page.component.html',
  styleUrl: './multi-tenant-page.component.scss',
})
export class MultiTenantPageComponent {
  private readonly registry = inject(ConnectionRegistry);
  private readonly auth = inject(QlikAuthService);
  private readonly signIn = inject(SignIn);
  private readonly router = inject(Router);

  /** Query parameter: ids, separated by commas. */
  readonly connections = input<string>();
  /** Query parameter: `connection:app`, separated by commas. */
  readonly apps = input<string>();

  protected readonly repeater = inject(SelectionRepeater);
  protected readonly all = this.registry.connections;
  /** An address without a choice shows what everyone may see: an app of a tenant beside one of a client-managed server. */
  private readonly isFirstVisit = computed(() => this.connections() === undefined);
  private readonly openToAll = PLATFORMS.map((platform) => injectOpenApp(platform, this.isFirstVisit));
  /** The panels of the address, or of the navigation in progress. */
  private readonly choice = linkedSignal<PanelChoice>(() =>
    this.isFirstVisit()
      ? this.firstChoice()
      : readPanels(this.connections(), this.apps(), (id) => this.registry.isKnown(id)),
  );
  protected readonly unknown = computed(() =>
    findUnknown(this.connections(), (id) => this.registry.isKnown(id)),
  );
  protected readonly panels = computed(() => {
    const { connections, apps } = this.choice();
    return connections.flatMap((id) => {
      const connection = this.registry.find(id);
      return connection ? [{ connection, appId: apps[id] }] : [];
    });
  });
  /** Open while there is no panel, and until the user closes it. */
  protected readonly isChooserOpen = linkedSignal<boolean, boolean>({
    source: () => this.panels().length === 0,
    computation: (isEmpty, previous) => isEmpty || (previous?.value ?? false),
  });
  protected readonly openApps = computed(() => this.panels().filter(({ appId }) => appId).length);
  protected readonly refreshes = signal(0);
  protected readonly platforms = PLATFORM_NAMES;

  private readonly standing = computed(() =>
    this.panels().map(({ connection }) => ({ connection, state: this.auth.state(connection.id)() })),
  );
  protected readonly signedIn = computed(() => this.standing().filter(({ state }) => isSignedIn(state)));
  /** Signed-out connections whose sign-in needs no interaction. */
  protected readonly silent = computed(() =>
    this.standing().filter(
      ({ connection, state }) =>
        signsInSilently(connection.auth.type) && (state.status === 'signed-out' || state.status === 'failed'),
    ),
  );
  protected readonly summary = computed(() => {
    const failed = this.standing().filter(
      ({ state }) => state.status === 'failed' || (state.status === 'signed-out' && state.reason),
    ).length;
    const parts = [`${this.signedIn().length} of ${this.panels().length} signed in`];
    return failed === 0 ? parts.join() : [...parts, `${failed} with an error`].join(', ');
  });

  protected isChosen({ id }: QlikConnection): boolean {
    return this.choice().connections.includes(id);
  }

  protected toggle(id: string): void {
    this.go(togglePanel(this.choice(), id));
  }

  protected chooseAll(): void {
    this.go({ ...this.choice(), connections: this.all().map(({ id }) => id) });
  }

  protected chooseNone(): void {
    this.go({ connections: [], apps: {} });
  }

  protected openApp(connectionId: string, appId: string | undefined): void {
    this.go(withApp(this.choice(), connectionId, appId));
  }

  /** Several apps: their panels come first, side by side. */
  protected openFound(apps: readonly AppToOpen[]): void {
    const opened = apps.reduce(
      (choice, { connectionId, appId }) => withApp(choice, connectionId, appId),
      this.choice(),
    );
    const first = apps.length > 1 ? apps.map(({ connectionId }) => connectionId) : [];
    const rest = opened.connections.filter((id) => !first.includes(id));
    this.go({ ...opened, connections: [...first, ...rest] });
  }

  protected signInToAll(): void {
    this.silent().forEach(({ connection }) => void this.signIn.start(connection.id));
  }

  protected refreshAll(): void {
    // Retries the restore of connections whose server was unavailable; no effect for signed-in ones.
    this.standing().forEach(({ connection }) => void this.auth.connectionSession(connection.id).retry());
    this.refreshes.update((count) => count + 1);
  }

  protected signOutOfAll(): void {
    void this.signIn.end(...this.signedIn().map(({ connection }) => connection.id));
  }

  protected switchRepeating({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.repeater.switch(target.checked);
  }

  private firstChoice(): PanelChoice {
    return this.openToAll.reduce<PanelChoice>(
      (choice, { connection, app }) => {
        const id = connection()?.id;
        return id === undefined ? choice : withApp(choice, id, app()?.id);
      },
      { connections: [], apps: {} },
    );
  }

  private go(choice: PanelChoice): void {
    this.choice.set(choice);
    void this.router.navigate([], { queryParams: writePanels(choice), queryParamsHandling: 'merge' });
  }
}
