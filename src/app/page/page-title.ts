import { inject, Injectable, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';

const APPLICATION = 'Qlik in Angular';

/** The window title: page, connection, application. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly registry = inject(ConnectionRegistry);
  private readonly page = signal('');
  private connection: string | undefined;

  /** The page's part of the title. */
  readonly current = this.page.asReadonly();

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.connection = this.findConnection(snapshot);
    this.show(this.buildTitle(snapshot) ?? '');
  }

  /** Replaces the route's title by a name that is known after a request. */
  show(page: string): void {
    this.page.set(page);
    this.title.setTitle([page, this.connection, APPLICATION].filter(Boolean).join(' · '));
  }

  private findConnection(snapshot: RouterStateSnapshot): string | undefined {
    let route = snapshot.root;
    while (route.firstChild) route = route.firstChild;
    const id: unknown = route.params['connectionId'];
    return typeof id === 'string' ? this.registry.find(id)?.label : undefined;
  }
}
