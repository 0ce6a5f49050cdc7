import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink, RouterOutlet } from '@angular/router';

@Component({
  selector: 'app-root',
  imports: [RouterLink, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <header>
      <h1>Analytics</h1>
      <nav>
        <a routerLink="/spaces">Spaces</a>
        <a routerLink="/data">Data</a>
        <a routerLink="/server-data">Data of the server</a>
        <a routerLink="/chart">Chart</a>
      </nav>
    </header>
    <main><router-outlet /></main>
  `,
  styles: `
    header {
      display: flex;
      align-items: center;
      gap: 1rem;
      padding: 0 1rem;
    }
    nav {
      display: flex;
      gap: 1rem;
    }
    main {
      padding: 1rem;
    }
  `,
})
export class AppComponent {}
