import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatTableModule } from '@angular/material/table';
import { QlikRest } from 'ngx-qlik/rest';
import { catchError, map, of } from 'rxjs';
import { describeProblem } from '../../connections/describe-problem';
import { injectLoad } from '../../loading/load';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { ProgressComponent } from '../../ui/progress.component';
import { injectPagedList } from './paged-list';

const PAGE_SIZE = 50;

/** The members of a space and their roles. */
@Component({
  selector: 'app-space-members',
  imports: [EmptyStateComponent, ErrorPanelComponent, MatButton, MatTableModule, ProgressComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section aria-labelledby="members-heading">
      <h2 id="members-heading">Members</h2>
      @let status = members.state().status;
      @if (rows().length > 0) {
        <div class="framed-table">
          <table mat-table aria-labelledby="members-heading" [dataSource]="rows()">
            <ng-container matColumnDef="name">
              <th mat-header-cell *matHeaderCellDef>Name</th>
              <td mat-cell *matCellDef="let member">{{ member.name }}</td>
            </ng-container>
            <ng-container matColumnDef="kind">
              <th mat-header-cell *matHeaderCellDef>Kind</th>
              <td mat-cell *matCellDef="let member" data-label="Kind">{{ member.kind }}</td>
            </ng-container>
            <ng-container matColumnDef="roles">
              <th mat-header-cell *matHeaderCellDef>Roles</th>
              <td mat-cell *matCellDef="let member" data-label="Roles" class="wraps">{{ member.roles }}</td>
            </ng-container>
            <tr mat-header-row *matHeaderRowDef="COLUMNS"></tr>
            <tr mat-row *matRowDef="let row; columns: COLUMNS"></tr>
          </table>
        </div>
      } @else if (status === 'loading') {
        <app-progress label="Loading members …" />
      } @else if (status === 'ready') {
        <app-empty-state title="No members besides the owner" />
      }
      @if (problem(); as found) {
        <app-error-panel [problem]="found" (retry)="members.retry()" />
      } @else if (members.hasMore()) {
        <button mat-stroked-button type="button" [disabled]="status !== 'ready'" (click)="members.loadMore()">
          {{ status === 'loading-more' ? 'Loading more …' : 'Show more' }}
        </button>
      }
    </section>
  `,
  styleUrl: './space-section.scss',
})
export class SpaceMembersComponent {
  private readonly rest = inject(QlikRest);

  readonly connectionId = input.required<string>();
  readonly spaceId = input.required<string>();

  protected readonly members = injectPagedList(
    () => this.rest.spaceAssignments(this.connectionId(), this.spaceId(), { limit: PAGE_SIZE }),
    (page) => this.rest.nextPage(page),
  );

  /** Assignments contain user ids only. Without the right to read users, the ids are shown. */
  private readonly names = injectLoad(() => {
    const ids = this.members.items().flatMap(({ type, assigneeId }) => (type === 'user' ? [assigneeId] : []));
    if (ids.length === 0) return undefined;
    const filter = ids.map((id) => `id eq "${id}"`).join(' or ');
    return this.rest.users(this.connectionId(), { filter, limit: 100 }).pipe(
      map(({ items }) => new Map(items.map((user) => [user.id, user.name]))),
      catchError(() => of(new Map<string, string>())),
    );
  });

  protected readonly rows = computed(() => {
    const names = this.names.state();
    return this.members.items().map(({ assigneeId, type, roles }) => ({
      name: (names.status === 'ready' ? names.value.get(assigneeId) : undefined) ?? assigneeId,
      kind: type,
      roles: roles.join(', '),
    }));
  });

  protected readonly problem = computed(() => {
    const state = this.members.state();
    return state.status === 'failed' ? describeProblem(state.error) : undefined;
  });

  protected readonly COLUMNS = ['name', 'kind', 'roles'];
}
