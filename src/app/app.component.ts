import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  signal,
  untracked,
  ViewContainerRef,
} from '@angular/core';
import { Router } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';
import { ShellComponent } from './shell/shell.component';

/** The application, or the page for an invalid configuration. */
@Component({
  selector: 'app-root',
  imports: [ShellComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (isUsable()) {
      <app-shell />
    } @else if (hasNoProblemPage()) {
      <p role="alert">
        The configuration is invalid, and the page with the reason did not load. Reload the page.
      </p>
    }
  `,
})
export class AppComponent {
  private readonly registry = inject(ConnectionRegistry);

  protected readonly isUsable = computed(() => this.registry.configuration().status === 'loaded');
  protected readonly hasNoProblemPage = signal(false);

  /** Loaded by `import()`: an `@defer` block would add more to the first download than it saves. */
  private readonly container = inject(ViewContainerRef);

  constructor() {
    const router = inject(Router);
    let isStarted = false;
    effect(() => {
      if (!this.isUsable()) {
        untracked(() => void this.showProblem());
        return;
      }
      this.container.clear();
      if (isStarted) return;
      isStarted = true;
      untracked(() => router.initialNavigation());
    });
  }

  private async showProblem(): Promise<void> {
    if (this.container.length > 0) return;
    try {
      const page = await import('./features/configuration-problem/configuration-problem.component');
      if (this.isUsable() || this.container.length > 0) return;
      this.container.createComponent(page.ConfigurationProblemComponent);
      this.hasNoProblemPage.set(false);
    } catch (thrown) {
      reportError(thrown);
      this.hasNoProblemPage.set(true);
    }
  }
}
