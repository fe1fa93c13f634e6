import { useT } from '../texts';
import { useContentText } from '../thread/contentText';
import type { GivenAnswer } from '../timeline/answers';

/** What the flow asked, and what it was told. */
export function Answers({ items }: { items: readonly GivenAnswer[] }) {
  const t = useT();
  const contentText = useContentText();
  if (items.length === 0) return <p className="customer-quiet">{t('customer.noAnswers')}</p>;
  return (
    <dl className="answers">
      {items.map(({ node, question, answer }) => (
        <div key={node}>
          <dt title={question}>{question}</dt>
          <dd>{contentText(answer)}</dd>
        </div>
      ))}
    </dl>
  );
}
