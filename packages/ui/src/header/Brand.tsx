/** Two threads tied into one: our own mark. */
export function BrandMark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden>
      <path
        d="M3 7h5.5c3 0 3.5 1.6 4.2 3.4l1.1 3.2c.7 1.8 1.7 3.4 4.2 3.4h3"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <path d="M3 17h5.5c1.5 0 2.4-.5 3.1-1.3M21 7h-3c-1.4 0-2.3.5-3 1.2" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
