/** What publishing changes, in words; a click goes to the node. */
import type { PublishPreview } from '@tsunagi/api-client';
import { useLanguage } from '@tsunagi/i18n';

import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { Marked } from '../parts/Marked';
import { useT } from '../texts';

/** `isForeign`: it is about a version that is not the one on the canvas. */
type Preview = PublishPreview & { isForeign: boolean };

export function PreviewChanges({ preview }: { preview: Preview }) {
  const t = useT();
  const [language] = useLanguage();
  const { store } = useServices();
  const isFirst = useEditor((state) => state.published === null);
  return (
    <>
      {preview.isForeign && (
        <p className="publish-warning" role="alert">
          {t('publish.changedMeanwhile')}
        </p>
      )}
      <section>
        <h3>{t('publish.changes')}</h3>
        {preview.changes.length === 0 ? (
          <p className="muted">{t(isFirst ? 'publish.first' : 'publish.noChanges')}</p>
        ) : (
          <ul className="changes">
            {preview.changes.map((change, index) => {
              const { node } = change;
              return (
                <li key={`${index}-${change.en}`}>
                  {node != null && node in store.getState().document.nodes ? (
                    <button
                      type="button"
                      className="link"
                      onClick={() => {
                        store.getState().set({ dialog: 'none' });
                        store.getState().show([node]);
                      }}
                    >
                      <Marked text={change[language]} />
                    </button>
                  ) : (
                    <Marked text={change[language]} />
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </section>
    </>
  );
}
