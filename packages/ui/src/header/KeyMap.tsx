import { type Action, isVisible, useAllActions } from '../actions/actions';
import { Keys } from '../data/Kbd';
import { Dialog } from '../overlay/Dialog';
import { useUiT } from '../texts';
import { setKeyMapOpen, useKeyMapOpen } from './keymap-state';

/** The `?` dialog: every visible action with a shortcut. `AppRoot` has one. */
export function KeyMap() {
  const t = useUiT();
  const isOpen = useKeyMapOpen();
  const actions = useAllActions();
  const groups = groupByHeading(
    actions.filter((action) => action.shortcut !== undefined && isVisible(action)),
    t('keymap.general'),
  );
  return (
    <Dialog title={t('keymap.title')} isOpen={isOpen} onOpenChange={setKeyMapOpen} size="wide">
      <div className="tn-keymap">
        {groups.map(([heading, members]) => (
          <section key={heading}>
            <h3>{heading}</h3>
            <dl>
              {members.map(({ id, name, shortcut }) => (
                <div key={id}>
                  <dt>{name}</dt>
                  <dd>
                    <Keys shortcut={shortcut ?? ''} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function groupByHeading(actions: readonly Action[], fallback: string): [string, Action[]][] {
  const groups = new Map<string, Action[]>();
  for (const action of actions) {
    const heading = action.group ?? fallback;
    groups.set(heading, [...(groups.get(heading) ?? []), action]);
  }
  return [...groups];
}
