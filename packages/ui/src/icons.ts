import type { LucideIcon } from 'lucide-react';

/** A drawing of `lucide-react`, or one of our own with the same props. */
export type Icon = LucideIcon;
