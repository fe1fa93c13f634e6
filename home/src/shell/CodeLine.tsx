import { CopyButton } from '@tsunagi/ui';

/** Something to be pasted elsewhere, with its copy button. */
export function CodeLine({ text, label }: { text: string; label: string }) {
  return (
    <div className="codeline">
      <code>{text}</code>
      <CopyButton size="small" text={text} label={label} />
    </div>
  );
}
