import { ChangeDetectionStrategy, Component, computed, effect, inject, untracked } from '@angular/core';
import { Router } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';
import { ConfigurationProblemComponent } from './features/configuration-problem/configuration-problem.component';
import { ShellComponent } from './shell/shell.component';

/** The application, or what is wrong with its configuration: without connections no other page makes sense. */
@Component({
  selector: 'app-root',
  imports: [ConfigurationProblemComponent, ShellComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (isUsable()) {
      <app-shell />
    } @else {
      @defer (on immediate) {
        <app-configuration-problem />
      }
    }
  `,
})
export class AppComponent {
  private readonly registry = inject(ConnectionRegistry);

  protected readonly isUsable = computed(() => this.registry.configuration().status === 'loaded');

  constructor() {
    const router = inject(Router);
    let isStarted = false;
    effect(() => {
      if (!this.isUsable() || isStarted) return;
      isStarted = true;
      untracked(() => router.initialNavigation());
    });
  }
}
