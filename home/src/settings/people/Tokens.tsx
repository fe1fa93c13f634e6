import type { CreatedToken, Role, Token } from '@tsunagi/api-client';
import {
  Badge,
  Button,
  ConfirmByName,
  Dialog,
  EmptyState,
  ErrorState,
  Skeleton,
  Table,
  TextField,
  Time,
  toast,
  useErrorText,
} from '@tsunagi/ui';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';

import { useCreateToken, useDeleteToken, useTokens } from '../../api/people';
import { CodeLine } from '../../shell/CodeLine';
import { RoleSelect } from './RoleSelect';
import { useT } from './texts';

export function Tokens() {
  const t = useT();
  const errorText = useErrorText();
  const tokens = useTokens();
  const remove = useDeleteToken();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<CreatedToken>();
  const [removing, setRemoving] = useState<Token>();

  const confirmRemoval = () => {
    if (!removing) return;
    remove.mutate(removing.id, {
      onSuccess: () => toast({ tone: 'good', text: t('tokens.removed', { name: removing.name }) }),
      onError: (error) => toast({ tone: 'bad', text: errorText(error) }),
    });
  };

  return (
    <section aria-labelledby="tokens-title">
      <div className="section-head">
        <h2 id="tokens-title">{t('tokens.title')}</h2>
        <span className="quiet">{t('tokens.intro')}</span>
        <Button icon={Plus} onPress={() => setMaking(true)}>
          {t('tokens.add')}
        </Button>
      </div>
      {tokens.isError ? <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} /> : null}
      {tokens.isPending ? <Skeleton height={40} /> : null}
      {tokens.data ? (
        <div className="tn-card">
          {tokens.data.length === 0 ? <EmptyState icon={KeyRound} text={t('tokens.empty')} /> : null}
          {tokens.data.length > 0 ? (
            <Table
              label={t('tokens.title')}
              rows={tokens.data}
              rowId={(token) => token.id}
              initialSort={{ column: 'created', direction: 'descending' }}
              columns={[
                { id: 'name', header: t('tokens.name'), cell: (it) => it.name, sortBy: (it) => it.name },
                { id: 'role', header: t('role'), cell: (it) => <Badge>{t(`roles.${it.role}`)}</Badge>, sortBy: (it) => it.role },
                {
                  id: 'created',
                  header: t('tokens.created'),
                  cell: (it) => <Time at={it.created_at} />,
                  sortBy: (it) => it.created_at,
                },
                {
                  id: 'actions',
                  header: t('tokens.actions'),
                  hideHeader: true,
                  align: 'end',
                  cell: (it) => (
                    <Button size="small" variant="quiet" onPress={() => setRemoving(it)}>
                      {t('tokens.remove')}
                    </Button>
                  ),
                },
              ]}
            />
          ) : null}
        </div>
      ) : null}
      {making ? (
        <TokenForm
          onClose={() => setMaking(false)}
          onMade={(token) => {
            setMaking(false);
            setMade(token);
          }}
        />
      ) : null}
      {made ? <SecretOnce created={made} onClose={() => setMade(undefined)} /> : null}
      {removing ? (
        <ConfirmByName
          title={t('tokens.removeTitle', { name: removing.name })}
          text={t('tokens.removeText')}
          name={removing.name}
          confirmLabel={t('tokens.remove')}
          isOpen
          onOpenChange={() => setRemoving(undefined)}
          onConfirm={confirmRemoval}
        />
      ) : null}
    </section>
  );
}

function TokenForm({ onClose, onMade }: { onClose: () => void; onMade: (token: CreatedToken) => void }) {
  const t = useT();
  const create = useCreateToken();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [tried, setTried] = useState(false);
  const submit = () => {
    setTried(true);
    if (name.trim() !== '') create.mutate({ name: name.trim(), role }, { onSuccess: onMade });
  };
  return (
    <Dialog
      title={t('tokens.add')}
      isOpen
      onOpenChange={onClose}
      footer={
        <Button variant="primary" onPress={submit} isPending={create.isPending}>
          {t('tokens.create')}
        </Button>
      }
    >
      <div className="form-part">
        {create.isError ? <ErrorState title={t('failed')} error={create.error} /> : null}
        <TextField
          label={t('tokens.name')}
          help={t('tokens.nameHelp')}
          helpWhen="always"
          value={name}
          onChange={setName}
          onSubmit={submit}
          autoFocus
          autoComplete="off"
          {...(tried && name.trim() === '' ? { error: t('missing') } : {})}
        />
        <RoleSelect value={role} onChange={setRole} />
      </div>
    </Dialog>
  );
}

function SecretOnce({ created, onClose }: { created: CreatedToken; onClose: () => void }) {
  const t = useT();
  return (
    <Dialog
      title={t('tokens.secretTitle')}
      isOpen
      // A slip of the mouse must not lose what is shown only once.
      isDismissable={false}
      onOpenChange={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          {t('tokens.done')}
        </Button>
      }
    >
      <div className="tn-stack">
        <p>{t('tokens.secretText')}</p>
        <CodeLine text={created.secret} label={t('tokens.copy')} />
      </div>
    </Dialog>
  );
}
