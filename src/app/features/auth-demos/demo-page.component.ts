import { DOCUMENT } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ConnectionRegistry, type QlikConnection } from 'ngx-qlik';
import { CurrentConnection } from '../../connections/current-connection';
import { CopyButtonComponent } from '../../ui/copy-button.component';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { IconComponent } from '../../ui/icon.component';
import { HostAccountComponent } from '../../host-account/host-account.component';
import { findDemo } from './demos';
import { LiveDemoComponent } from './live-demo.component';
import { TimelineComponent } from './timeline.component';
import type { AuthDemo } from './auth-demo';

/** The demo of one auth type: tried out on a connection of that type, with the configuration and the set-up steps. */
@Component({
  selector: 'app-demo-page',
  imports: [
    CopyButtonComponent,
    EmptyStateComponent,
    HostAccountComponent,
    IconComponent,
    LiveDemoComponent,
    RouterLink,
    TimelineComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './demo-page.component.html',
  styleUrl: './demo-page.component.scss',
})
export class DemoPageComponent {
  private readonly registry = inject(ConnectionRegistry);
  private readonly current = inject(CurrentConnection);
  private readonly origin = inject(DOCUMENT).location.origin;

  private readonly router = inject(Router);

  /** From the address. */
  readonly type = input.required<string>();
  /** From the address: the id of the connection to try it out on. */
  readonly connection = input<string>();

  protected readonly demo = computed(() => findDemo(this.type()));
  protected readonly connections = computed(() =>
    this.registry.connections().filter(({ auth }) => auth.type === this.type()),
  );
  /** That of the address; where it names none of this type, the one that the last page was about, or the first. */
  protected readonly chosen = computed(() => {
    const all = this.connections();
    const last = untracked(this.current.connection)?.id;
    return all.find(({ id }) => id === this.connection()) ?? all.find(({ id }) => id === last) ?? all[0];
  });
  protected readonly steps = computed(() => this.demo()?.administratorSteps(this.origin) ?? []);
  private readonly shownConfiguration = computed(() => {
    const demo = this.demo();
    return demo && showConfiguration(demo.configuration, this.chosen());
  });
  protected readonly configuration = computed(() =>
    JSON.stringify({ connections: [this.shownConfiguration()] }, null, 2),
  );
  protected readonly backendConfiguration = computed(() => {
    const demo = this.demo();
    if (!demo?.backendConfiguration) return undefined;
    return JSON.stringify({ connections: { [demo.configuration.id]: demo.backendConfiguration } }, null, 2);
  });

  constructor() {
    // The toolbar shows the connection of this page.
    effect(() => {
      const id = this.chosen()?.id;
      if (id !== undefined) this.current.choose(id);
    });
  }

  protected choose(event: Event): void {
    const wanted = event.target instanceof HTMLSelectElement ? event.target.value : '';
    const found = this.connections().find(({ id }) => id === wanted);
    if (!found) return;
    // In the address, so that a reload and a way back lead to it.
    void this.router.navigate([], {
      queryParams: { connection: found.id },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}

/**
 * Returns the configuration of a demo with the settings of a connection, defaults included. Host and client id stay the demo's
 * placeholders.
 */
export function showConfiguration(
  configuration: AuthDemo['configuration'],
  used: QlikConnection | undefined,
): AuthDemo['configuration'] {
  if (used?.auth.type !== 'oauth2' || configuration.auth.type !== 'oauth2') return configuration;
  const { scope = 'user_default', interaction = 'redirect', tokenStorage = 'memory' } = used.auth;
  return { ...configuration, auth: { ...configuration.auth, scope, interaction, tokenStorage } };
}
