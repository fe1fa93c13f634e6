import type { User, UserChange } from '@tsunagi/api-client';
import { Badge, Button, ErrorState, IconButton, LoadingText, Skeleton, Switch, Table, toast, useErrorText } from '@tsunagi/ui';
import { Pencil, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { useChangeUser, useUsers } from '../../api/people';
import { can, useMe } from '../../api/session';
import { SettingsPage } from '../SettingsPage';
import { Tokens } from './Tokens';
import { UserSheet } from './UserSheet';
import { useT } from './texts';

export function PeoplePage() {
  const t = useT();
  const me = useMe();
  const users = useUsers(can(me.data, 'manage_people'));
  const [search, setSearch] = useSearchParams();
  const [editing, setEditing] = useState<User>();
  return (
    <SettingsPage
      part="people"
      action={
        <Button variant="primary" icon={UserPlus} onPress={() => setSearch({ add: '' })}>
          {t('add')}
        </Button>
      }
    >
      <section aria-label={t('people')}>
        {users.isError ? <ErrorState error={users.error} onRetry={() => void users.refetch()} /> : null}
        {users.isPending ? (
          <>
            <LoadingText />
            <Skeleton height={40} lines={3} />
          </>
        ) : null}
        {users.data ? <UserTable users={users.data} ownId={me.data?.user.id} onEdit={setEditing} /> : null}
      </section>
      <Tokens />
      {search.has('add') ? <UserSheet onClose={() => setSearch({})} /> : null}
      {editing ? <UserSheet key={editing.id} user={editing} own={editing.id === me.data?.user.id} onClose={() => setEditing(undefined)} /> : null}
    </SettingsPage>
  );
}

interface UserTableProps {
  users: readonly User[];
  ownId: string | undefined;
  onEdit: (user: User) => void;
}

function UserTable({ users, ownId, onEdit }: UserTableProps) {
  const t = useT();
  const errorText = useErrorText();
  const edit = useChangeUser();
  const change = (user: User, part: UserChange) =>
    edit.mutate({ id: user.id, change: part }, { onError: (error) => toast({ tone: 'bad', text: errorText(error) }) });
  return (
    <div className="tn-card">
      <Table
        label={t('people')}
        rows={users}
        rowId={(user) => user.id}
        initialSort={{ column: 'name', direction: 'ascending' }}
        columns={[
          {
            id: 'name',
            header: t('name'),
            sortBy: (user) => user.name,
            cell: (user) => (
              <span className="tn-row">
                {user.name}
                {user.id === ownId ? <Badge tone="accent">{t('you')}</Badge> : null}
              </span>
            ),
          },
          { id: 'email', header: t('email'), sortBy: (user) => user.email, cell: (user) => user.email },
          { id: 'role', header: t('role'), sortBy: (user) => user.role, cell: (user) => <Badge>{t(`roles.${user.role}`)}</Badge> },
          {
            id: 'access',
            header: t('access'),
            cell: (user) => (
              <Switch
                label={t('canLogIn', { name: user.name })}
                isSelected={!user.disabled}
                // Whoever locks themselves out cannot undo it.
                isDisabled={user.id === ownId}
                onChange={(enabled) => change(user, { disabled: !enabled })}
              />
            ),
          },
          {
            id: 'edit',
            header: t('editTitle'),
            hideHeader: true,
            align: 'end',
            cell: (user) => <IconButton icon={Pencil} label={t('edit', { name: user.name })} onPress={() => onEdit(user)} />,
          },
        ]}
      />
    </div>
  );
}
