import { computed, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import { ConnectionRegistry, type QlikConnection } from 'ngx-qlik';
import { filter } from 'rxjs';

/** The connection of the current page; on other pages, the connection of the last page, or the first one. */
@Injectable({ providedIn: 'root' })
export class CurrentConnection {
  private readonly registry = inject(ConnectionRegistry);
  private readonly router = inject(Router);
  private readonly lastId = signal<string | undefined>(undefined);

  readonly connection = computed<QlikConnection | undefined>(() => {
    const connections = this.registry.connections();
    return connections.find((each) => each.id === this.lastId()) ?? connections[0];
  });

  constructor() {
    this.router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.update());
    this.update();
  }

  /** Sets the current connection, for pages without a connection in their address. */
  choose(id: string): void {
    this.lastId.set(id);
  }

  private update(): void {
    let route = this.router.routerState.snapshot.root;
    while (route.firstChild) route = route.firstChild;
    const id: unknown = route.params['connectionId'];
    if (typeof id === 'string' && this.registry.isKnown(id)) this.lastId.set(id);
  }
}
