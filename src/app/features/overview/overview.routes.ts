import type { Routes } from '@angular/router';
import { OverviewComponent } from './overview.component';

export const routes: Routes = [{ path: '', title: 'Overview', component: OverviewComponent }];
