/** A sentence of the analyser: names between backticks are shown as code. */
export function Marked({ text }: { text: string }) {
  return (
    <>
      {text.split('`').map((part, index) =>
        // A sentence never changes its parts while it is shown.
        index % 2 === 1 ? <code key={index}>{part}</code> : part,
      )}
    </>
  );
}

/** The same for places that take plain text only. */
export const unmarked = (text: string): string => text.replaceAll('`', '');
