(** Texts as the code has them, and decimal numbers in them. *)
From Coq Require Import List NArith Lia Bool.
Import ListNotations.

Notation byte := N.

Definition between (low : N) (b : byte) (high : N) : bool := (low <=? b)%N && (b <=? high)%N.
Definition is_digit (b : byte) : bool := between 48 b 57.

(** The value of a text of digits. *)
Definition value_from (start : N) (ds : list byte) : N := fold_left (fun n d => n * 10 + (d - 48))%N ds start.
Definition value (ds : list byte) : N := value_from 0 ds.

Lemma value_from_ge : forall ds n, (n * 10 ^ N.of_nat (length ds) <= value_from n ds)%N.
Proof.
  unfold value_from. induction ds as [|d ds IH]; intros n; cbn [fold_left length].
  - simpl. lia.
  - specialize (IH (n * 10 + (d - 48))%N). rewrite Nnat.Nat2N.inj_succ, N.pow_succ_r'. etransitivity; [|exact IH].
    assert (0 <= 10 ^ N.of_nat (length ds))%N by lia. nia.
Qed.

(** Texts of a number as people write it: digits, and no 0 in front of others. *)
Definition canonical (ds : list byte) : bool :=
  forallb is_digit ds && match ds with [] => false | [_] => true | d :: _ => negb (d =? 48)%N end.

Lemma canonical_small : forall ds n, canonical ds = true -> value ds = n -> (n < 10)%N -> ds = [(48 + n)%N].
Proof.
  intros ds n C V L. unfold canonical, value, value_from in *. destruct ds as [|d [|e ds]]; [discriminate| |].
  - cbn [fold_left forallb] in *. unfold is_digit, between in C. rewrite !andb_true_iff, !N.leb_le in C. f_equal. lia.
  - cbn [fold_left] in V. rewrite andb_true_iff in C. destruct C as [D Z]. cbn [forallb] in D.
    unfold is_digit, between in D. rewrite !andb_true_iff, !N.leb_le in D. rewrite negb_true_iff, N.eqb_neq in Z.
    pose proof (value_from_ge ds ((0 * 10 + (d - 48)) * 10 + (e - 48))%N) as G. unfold value_from in G. rewrite V in G.
    assert (1 <= 10 ^ N.of_nat (length ds))%N by (pose proof (N.pow_nonzero 10 (N.of_nat (length ds))); lia). nia.
Qed.

Lemma value_snoc : forall l d, value (l ++ [d]) = (value l * 10 + (d - 48))%N.
Proof. intros. unfold value, value_from. now rewrite fold_left_app. Qed.

(** strconv.Itoa. *)
Fixpoint digits (fuel : nat) (n : N) : list byte :=
  match fuel with
  | 0 => []
  | S fuel => if (n <? 10)%N then [(48 + n)%N] else digits fuel (n / 10) ++ [(48 + n mod 10)%N]
  end.
Definition itoa (n : N) : list byte := digits (S (N.to_nat (N.log2 n))) n.

Lemma digits_value : forall fuel n, (N.to_nat (N.log2 n) < fuel) -> value (digits fuel n) = n /\ canonical (digits fuel n) = true /\
  (1 <= n -> match digits fuel n with d :: _ => d <> 48%N | [] => False end)%N.
Proof.
  induction fuel as [|fuel IH]; intros n Hf; [lia|]. cbn [digits]. destruct (n <? 10)%N eqn:E.
  - apply N.ltb_lt in E. unfold value, value_from, canonical, is_digit, between. cbn [fold_left forallb].
    repeat split; try lia. rewrite !andb_true_iff, !N.leb_le. repeat split; lia.
  - apply N.ltb_ge in E. assert (Q : (1 <= n / 10)%N) by (apply N.div_le_lower_bound; lia).
    assert (Hl : N.to_nat (N.log2 (n / 10)) < fuel).
    { assert ((N.log2 (n / 10) < N.log2 n)%N); [|lia].
      apply N.lt_le_trans with (N.log2 (2 * (n / 10)))%N.
      - rewrite N.log2_double by lia. lia.
      - apply N.log2_le_mono. pose proof (N.mul_div_le n 10 ltac:(discriminate)) as M. revert M. generalize (n / 10)%N. intros. lia. }
    destruct (IH (n / 10)%N Hl) as (V & C & Z). specialize (Z Q).
    assert (M : (n mod 10 < 10)%N) by (apply N.mod_lt; lia).
    split; [|split].
    + rewrite value_snoc, V. pose proof (N.div_mod' n 10) as D. revert D M.
      generalize (n / 10)%N (n mod 10)%N. intros. lia.
    + unfold canonical in *. rewrite forallb_app. cbn [forallb]. rewrite !andb_true_iff in *. destruct C as [C C'].
      repeat split; auto.
      * unfold is_digit, between. rewrite andb_true_iff, !N.leb_le. revert M. generalize (n mod 10)%N. intros. lia.
      * destruct (digits fuel (n / 10)) as [|d l]; [tauto|]. cbn [app].
        replace (negb (d =? 48)%N) with true; [now destruct (l ++ [(48 + n mod 10)%N])|].
        symmetry. apply negb_true_iff, N.eqb_neq. exact Z.
    + intros _. destruct (digits fuel (n / 10)) as [|d l]; [tauto|]. exact Z.
Qed.

Lemma itoa_value : forall n, value (itoa n) = n.
Proof. intros n. apply digits_value. lia. Qed.

Lemma itoa_canonical : forall n, canonical (itoa n) = true.
Proof. intros n. apply digits_value. lia. Qed.

Lemma itoa_first : forall n, (1 <= n)%N -> match itoa n with d :: _ => d <> 48%N | [] => False end.
Proof. intros n. apply digits_value. lia. Qed.

(** The text before and after the first byte that is [sep]: strings.Cut. *)
Fixpoint cut_first (sep : byte) (s : list byte) : option (list byte * list byte) :=
  match s with
  | [] => None
  | b :: s => if (b =? sep)%N then Some ([], s)
              else match cut_first sep s with Some (x, y) => Some (b :: x, y) | None => None end
  end.

Lemma cut_first_some : forall sep s x y, cut_first sep s = Some (x, y) -> s = x ++ sep :: y /\ ~ In sep x.
Proof.
  intros sep s. induction s as [|b s IH]; intros x y; simpl; [discriminate|].
  destruct (b =? sep)%N eqn:E.
  - apply N.eqb_eq in E. subst. intros H. injection H as <- <-. simpl. auto.
  - apply N.eqb_neq in E. destruct (cut_first sep s) as [[u v]|]; [|discriminate]. intros H. injection H as <- <-.
    destruct (IH u v eq_refl) as [-> N]. simpl. split; [reflexivity|]. intuition.
Qed.

Lemma cut_first_app : forall sep x y, ~ In sep x -> cut_first sep (x ++ sep :: y) = Some (x, y).
Proof.
  intros sep x y. induction x as [|b x IH]; simpl; intros H; [now rewrite N.eqb_refl|].
  destruct (b =? sep)%N eqn:E; [apply N.eqb_eq in E; subst; tauto|]. rewrite IH by tauto. reflexivity.
Qed.

Lemma cut_first_none : forall sep x, ~ In sep x -> cut_first sep x = None.
Proof.
  intros sep x. induction x as [|b x IH]; simpl; intros H; [reflexivity|].
  destruct (b =? sep)%N eqn:E; [apply N.eqb_eq in E; subst; tauto|]. rewrite IH by tauto. reflexivity.
Qed.

Lemma digits_lack : forall ds sep, forallb is_digit ds = true -> is_digit sep = false -> ~ In sep ds.
Proof.
  intros ds sep H S I. rewrite forallb_forall in H. apply H in I. congruence.
Qed.
