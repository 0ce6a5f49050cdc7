import type { Routes } from '@angular/router';
import { MultiTenantPageComponent } from './multi-tenant-page.component';

export const routes: Routes = [{ path: '', title: 'Side by side', component: MultiTenantPageComponent }];
