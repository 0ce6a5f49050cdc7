import { ChangeDetectionStrategy, Component } from '@angular/core';
import { MatAnchor } from '@angular/material/button';
import { RouterLink } from '@angular/router';

/** The page for unknown addresses. */
@Component({
  selector: 'app-not-found',
  imports: [MatAnchor, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        <h1>Page not found</h1>
        <p class="lead">
          There is no page at this address. It may have been mistyped, or the page may have moved.
        </p>
      </header>
      <p><a mat-flat-button routerLink="/">To the overview</a></p>
    </div>
  `,
})
export class NotFoundComponent {}
