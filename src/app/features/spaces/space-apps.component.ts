import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatTableModule } from '@angular/material/table';
import { RouterLink } from '@angular/router';
import { QlikRest } from 'ngx-qlik/rest';
import { describeProblem } from '../../connections/describe-problem';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { ProgressComponent } from '../../ui/progress.component';
import { MomentPipe } from '../../ui/moment.pipe';
import { injectPagedList } from './paged-list';

const PAGE_SIZE = 50;

/** The apps of a space, with links to open them. */
@Component({
  selector: 'app-space-apps',
  imports: [
    EmptyStateComponent,
    ErrorPanelComponent,
    MatButton,
    MatTableModule,
    MomentPipe,
    ProgressComponent,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section aria-labelledby="apps-heading">
      <h2 id="apps-heading">Apps</h2>
      @let status = apps.state().status;
      @if (apps.items().length > 0) {
        <div class="framed-table">
          <table mat-table aria-labelledby="apps-heading" [dataSource]="apps.items()">
            <ng-container matColumnDef="name">
              <th mat-header-cell *matHeaderCellDef>Name</th>
              <td mat-cell *matCellDef="let item">
                <a [routerLink]="['/connections', connectionId(), 'apps', item.resourceId]">{{
                  item.name
                }}</a>
                @if (item.description) {
                  <span class="description quiet">{{ item.description }}</span>
                }
              </td>
            </ng-container>
            <ng-container matColumnDef="updatedAt">
              <th mat-header-cell *matHeaderCellDef>Updated</th>
              <td mat-cell *matCellDef="let item" data-label="Updated">
                {{ item.updatedAt | moment: 'day' }}
              </td>
            </ng-container>
            <tr mat-header-row *matHeaderRowDef="COLUMNS"></tr>
            <tr mat-row *matRowDef="let row; columns: COLUMNS"></tr>
          </table>
        </div>
      } @else if (status === 'loading') {
        <app-progress label="Loading apps …" />
      } @else if (status === 'ready') {
        <app-empty-state title="No app here">
          <p>Apps that are added to this space in Qlik appear here.</p>
        </app-empty-state>
      }
      @if (problem(); as found) {
        <app-error-panel [problem]="found" (retry)="apps.retry()" />
      } @else if (apps.hasMore()) {
        <button mat-stroked-button type="button" [disabled]="status !== 'ready'" (click)="apps.loadMore()">
          {{ status === 'loading-more' ? 'Loading more …' : 'Show more' }}
        </button>
      }
    </section>
  `,
  styleUrl: './space-section.scss',
})
export class SpaceAppsComponent {
  private readonly rest = inject(QlikRest);

  readonly connectionId = input.required<string>();
  readonly spaceId = input.required<string>();

  protected readonly apps = injectPagedList(
    () =>
      this.rest.items(this.connectionId(), {
        resourceType: 'app',
        spaceId: this.spaceId(),
        sort: '+name',
        limit: PAGE_SIZE,
      }),
    (page) => this.rest.nextPage(page),
  );

  protected readonly problem = computed(() => {
    const state = this.apps.state();
    return state.status === 'failed' ? describeProblem(state.error) : undefined;
  });

  protected readonly COLUMNS = ['name', 'updatedAt'];
}
