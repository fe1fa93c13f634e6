let navigate: (href: string) => void = (href) => globalThis.location.assign(href);

/** Goes to an address of the product: within the page where the application routes it, else by loading. */
export function goTo(href: string): void {
  navigate(href);
}

/** `AppRoot` sets what the application's router does. */
export function setNavigate(next: (href: string) => void): void {
  navigate = next;
}
