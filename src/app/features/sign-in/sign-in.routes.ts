import type { Routes } from '@angular/router';
import { SignInPageComponent } from './sign-in-page.component';

export const routes: Routes = [{ path: '', title: 'Sign in', component: SignInPageComponent }];
