import { DOCUMENT } from '@angular/common';
import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  Injector,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  NavigationCancel,
  NavigationEnd,
  NavigationError,
  NavigationStart,
  Router,
  RouterLink,
  RouterOutlet,
} from '@angular/router';
import { QlikError, redactText, toQlikError, type QlikConnection } from 'ngx-qlik';
import { CurrentConnection } from '../connections/current-connection';
import { Announcer } from '../ui/announcer';
import { IconComponent, type IconName } from '../ui/icon.component';
import { MaterialButtonDirective } from '../ui/material-button.directive';
import { injectOnline } from '../ui/online';
import { PageTitle } from '../page/page-title';
import { homeOf } from '../connections/connection-home';
import { ColorScheme } from '../color-scheme/color-scheme';
import { ConnectionSwitcherComponent } from './connection-switcher.component';

/** An item of the main navigation. */
interface NavigationItem {
  readonly label: string | ((connection: QlikConnection | undefined) => string);
  readonly icon: IconName;
  /** Path for the current connection. */
  readonly path: (connection: QlikConnection | undefined) => string | undefined;
}

/** The main navigation, in order. A new feature is one more item. */
const NAVIGATION_ITEMS: readonly NavigationItem[] = [
  { label: 'Overview', icon: 'home', path: () => '/' },
  {
    label: (connection) => (connection ? homeOf(connection).label : 'Spaces'),
    icon: 'spaces',
    path: (connection) => connection && `/connections/${connection.id}/${homeOf(connection).segment}`,
  },
  { label: 'Side by side', icon: 'panels', path: () => '/multi-tenant' },
  { label: 'Sign-in demos', icon: 'key', path: () => '/auth-demos' },
  { label: 'Embed gallery', icon: 'app', path: () => '/embed-gallery' },
  { label: 'Diagnostics', icon: 'info', path: () => '/diagnostics' },
];

/** The application shell: navigation, connections, and the current page. */
@Component({
  selector: 'app-shell',
  imports: [ConnectionSwitcherComponent, IconComponent, MaterialButtonDirective, RouterLink, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './shell.component.html',
  styleUrl: './shell.component.scss',
})
export class ShellComponent {
  private readonly document = inject(DOCUMENT);
  private readonly router = inject(Router);
  private readonly injector = inject(Injector);
  private readonly title = inject(PageTitle);
  private readonly currentConnection = inject(CurrentConnection);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');
  private readonly navigation = viewChild.required<ElementRef<HTMLElement>>('navigation');
  private readonly failedPage = signal<{ readonly url: string; readonly error: QlikError } | undefined>(
    undefined,
  );
  private readonly shownPath = signal<string | undefined>(undefined);

  protected readonly colorScheme = inject(ColorScheme);
  private readonly announcer = inject(Announcer);
  protected readonly announcement = this.announcer.message;
  protected readonly isNavigating = signal(true);

  protected readonly navigationItems = computed(() =>
    NAVIGATION_ITEMS.flatMap(({ path, label: written, icon }) => {
      const connection = this.currentConnection.connection();
      const link = path(connection);
      const label = typeof written === 'string' ? written : written(connection);
      return link === undefined ? [] : [{ label, icon, link, isHere: this.isAt(link) }];
    }),
  );

  protected readonly pageProblem = computed(() => {
    const failed = this.failedPage();
    return failed && { message: redactText(failed.error.message), remedy: failed.error.remedy };
  });

  constructor() {
    afterNextRender(() => void this.loadFocusRestoration());
    this.reopenWhenOnline();
    this.router.events.pipe(takeUntilDestroyed()).subscribe((event) => {
      if (event instanceof NavigationStart) this.isNavigating.set(true);
      if (
        event instanceof NavigationEnd ||
        event instanceof NavigationCancel ||
        event instanceof NavigationError
      )
        this.isNavigating.set(false);
      if (event instanceof NavigationError)
        this.failedPage.set({ url: event.url, error: toPageError(event.error) });
      if (event instanceof NavigationEnd) {
        this.failedPage.set(undefined);
        if (this.showPath(event.urlAfterRedirects)) this.announcePage();
      }
    });
  }

  protected skipToContent(event: Event): void {
    event.preventDefault();
    this.main().nativeElement.focus();
  }

  protected closeNavigation(): void {
    const element = this.navigation().nativeElement;
    if (element.matches(':popover-open')) element.hidePopover();
  }

  protected async reopenFailedPage(): Promise<void> {
    const failed = this.failedPage();
    if (!failed) return;
    // Another failure is shown by the router events.
    await this.router.navigateByUrl(failed.url).catch(() => false);
    const again = this.failedPage();
    if (again && isModuleNotLoaded(again.error.cause) && (await this.isServed(again.url))) {
      this.document.defaultView?.location.assign(again.url);
    }
  }

  /** The router sets the title after its event. */
  private announcePage(): void {
    afterNextRender(() => this.announcer.announcePage(this.title.current()), { injector: this.injector });
  }

  /** Not needed for the first page. */
  private async loadFocusRestoration(): Promise<void> {
    try {
      const { LostFocus } = await import('../ui/lost-focus');
      this.injector.get(LostFocus);
    } catch {
      // Without a network. The browser then moves a lost focus to the start of the page.
    }
  }

  /** A page that could not be loaded without a network is opened when the network is back. */
  private reopenWhenOnline(): void {
    const isOnline = injectOnline();
    let wasOnline = isOnline();
    effect(() => {
      const isBack = isOnline() && !wasOnline;
      wasOnline = isOnline();
      if (isBack) untracked(() => void this.reopenFailedPage());
    });
  }

  /** Checked before a reload: without a server, the reload would end on the browser's error page. */
  private async isServed(url: string): Promise<boolean> {
    try {
      const answer = await fetch(url, {
        cache: 'no-store',
        headers: { accept: 'text/html' },
        signal: AbortSignal.timeout(5_000),
      });
      return answer.ok;
    } catch {
      // The shown message has the remedy.
      return false;
    }
  }

  /** Whether the path is the link or below it; `/` matches itself only. */
  private isAt(link: string): boolean {
    const shown = this.shownPath();
    return shown === link || (link !== '/' && shown?.startsWith(`${link}/`) === true);
  }

  /** Moves the focus to the heading of a new page; a change of query parameters is not a new page. */
  private showPath(url: string): boolean {
    const path = url.split(/[?#]/)[0];
    const shown = this.shownPath();
    if (path === shown) return false;
    this.shownPath.set(path);
    if (shown === undefined) return false;
    this.closeNavigation();
    // On back navigation the browser restores the scroll position.
    if (this.router.getCurrentNavigation()?.trigger !== 'popstate') scrollTo(0, 0);
    afterNextRender(
      () => {
        const main = this.main().nativeElement;
        const heading = main.querySelector<HTMLElement>('h1') ?? main;
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
      },
      { injector: this.injector },
    );
    return true;
  }
}

/** Messages of Chromium, Firefox and Safari for a module that failed to load. */
const NOT_LOADED = /dynamically imported module|importing a module script failed/i;

/**
 * Whether an error means that a module failed to load. Browsers before the HTML standard of July 2026 cache that
 * failure: another `import()` makes no request.
 */
function isModuleNotLoaded(thrown: unknown): boolean {
  return thrown instanceof TypeError && NOT_LOADED.test(thrown.message);
}

/** Converts the error of a navigation. */
export function toPageError(thrown: unknown): QlikError {
  if (!isModuleNotLoaded(thrown)) return toQlikError(thrown);
  return new QlikError('http-unreachable', 'This page of the application could not be loaded.', {
    remedy: 'Check the network and try again; reload the page if a new version was published.',
    isRetryable: true,
    cause: thrown,
  });
}
