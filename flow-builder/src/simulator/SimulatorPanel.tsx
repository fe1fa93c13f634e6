/** The simulator below the canvas: a phone, the clock, what the flow knows, and the way it took. */
import './simulator.css';

import { useFormat, useLanguage } from '@tsunagi/i18n';
import { Button, IconButton, Select, TextField, useChannelName } from '@tsunagi/ui';
import { RotateCcw, X } from 'lucide-react';

import { nodeName } from '../catalog/catalog';
import { useEditor, useEditorStore } from '../editor/store';
import { useLanguageName } from '../inspector/form/LocalText';
import { useT } from '../texts';
import { Phone } from './Phone';
import { SaveTest } from './SaveTest';
import { Trace } from './Trace';
import { type Simulator, useSimulator } from './useSimulator';
import { Variables } from './Variables';

export function SimulatorPanel() {
  const isOpen = useEditor((state) => state.simulating);
  return isOpen ? <OpenSimulator /> : null;
}

function OpenSimulator() {
  const t = useT();
  const simulator = useSimulator();
  const { status, played } = simulator;
  return (
    <section className="simulator" aria-label={t('simulator.title')}>
      <Controls simulator={simulator} />
      {status === 'blocked' && <Blocked />}
      {status === 'unavailable' && <p className="panel-empty">{t('simulator.unavailable')}</p>}
      {status === 'loading' && (
        <p className="panel-empty" role="status">
          {t('simulator.loading')}
        </p>
      )}
      {status === 'playing' && played && (
        <div className="simulator-body">
          <Phone simulator={simulator} played={played} />
          <Variables played={played} />
          <Trace played={played} />
        </div>
      )}
    </section>
  );
}

function Blocked() {
  const t = useT();
  const store = useEditorStore();
  return (
    <div className="panel-empty">
      <p>{t('simulator.blocked')}</p>
      <Button onPress={() => store.getState().set({ panel: 'problems' })}>{t('action.problems')}</Button>
    </div>
  );
}

/** Channels that the engine knows. */
const CHANNELS = ['webchat', 'line', 'sms', 'custom'] as const;

function Controls({ simulator }: { simulator: Simulator }) {
  const t = useT();
  const [uiLanguage] = useLanguage();
  const store = useEditorStore();
  const channelName = useChannelName();
  const languageName = useLanguageName();
  const document = useEditor((state) => state.document);
  const selected = useEditor((state) => (state.selection.length === 1 ? state.selection[0] : undefined));
  const { setting, from, isStale, restart } = simulator;
  const canStartThere = selected !== undefined && document.nodes[selected]?.kind !== 'comment';
  return (
    <header className="simulator-bar">
      <h2>{t('simulator.title')}</h2>
      <Select
        label={t('simulator.channel')}
        hideLabel
        options={CHANNELS.map((id) => ({ id, label: channelName(id) }))}
        value={CHANNELS.find((id) => id === setting.channel) ?? null}
        onChange={(channel) => restart({ channel }, from)}
      />
      <Select
        label={t('simulator.language')}
        hideLabel
        options={document.languages.map((id) => ({ id, label: languageName(id) }))}
        value={setting.language}
        onChange={(language) => restart({ language }, from)}
      />
      <TextField
        label={t('simulator.customer')}
        hideLabel
        className="simulator-name"
        value={setting.customer.name}
        onChange={(name) => restart({ customer: { ...setting.customer, name } }, from)}
      />
      <Clock simulator={simulator} />
      <span className="bar-space" />
      {isStale && <span className="simulator-stale">{t('simulator.stale')}</span>}
      {from !== null && <span className="muted">{t('simulator.from', { name: nodeName(document, from, uiLanguage) })}</span>}
      {canStartThere && selected !== from && (
        <Button size="small" variant="quiet" onPress={() => restart({}, selected)}>
          {t('action.simulateHere')}
        </Button>
      )}
      <SaveTest simulator={simulator} />
      <Button size="small" variant={isStale ? 'primary' : 'default'} icon={RotateCcw} onPress={() => restart({}, null)}>
        {t('simulator.restart')}
      </Button>
      <IconButton
        size="small"
        icon={X}
        label={t('simulator.close')}
        onPress={() => store.getState().set({ simulating: false })}
      />
    </header>
  );
}

const STEPS: readonly { unit: 'minutes' | 'hours' | 'days'; count: number; seconds: number }[] = [
  { unit: 'minutes', count: 1, seconds: 60 },
  { unit: 'minutes', count: 10, seconds: 600 },
  { unit: 'hours', count: 1, seconds: 3_600 },
  { unit: 'days', count: 1, seconds: 86_400 },
];

function Clock({ simulator }: { simulator: Simulator }) {
  const t = useT();
  const format = useFormat();
  const { played, wait } = simulator;
  const now = played?.now_ms ?? simulator.setting.start_ms;
  const due = played?.timer?.due_ms;
  return (
    <div className="simulator-clock" role="group" aria-label={t('simulator.clock')}>
      <time dateTime={new Date(now).toISOString()} title={format.exact(now)}>
        {format.dateTime(now)}
      </time>
      {STEPS.map(({ unit, count, seconds }) => {
        const words = t(`simulator.${unit}`, { count });
        return (
          <Button
            key={seconds}
            size="small"
            variant="quiet"
            aria-label={t('simulator.advance', { time: words })}
            isDisabled={!played || played.isOver}
            onPress={() => wait(seconds)}
          >
            +{words}
          </Button>
        );
      })}
      {due !== undefined && (
        <Button size="small" onPress={() => wait(Math.max(0, Math.ceil((due - now) / 1000)))}>
          {t('simulator.toTimer')}
        </Button>
      )}
    </div>
  );
}
